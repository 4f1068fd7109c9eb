import type * as z from 'zod/mini'
import type { ClientEventName, RouteName, ServerEventName } from '../../src/index'
import { ackOf, clientEventSchemas, routeSchemas, serverEventSchemas } from './schemas'
import chatRoutes from '../frames/chat-routes.json'
import clientEvents from '../frames/client-events.json'
import notificationEvents from '../frames/notification-events.json'
import notificationRoutes from '../frames/notification-routes.json'
import serverEvents from '../frames/server-events.json'

/** One frozen frame, and the schema that stands for it. */
export interface Frame {
  readonly name: string
  readonly schema: z.ZodMiniType
  readonly value: unknown
  /** Whether what is unknown in it is refused (what a client gives) or ignored (what a server says). */
  readonly strict: boolean
}

type Exchange = { readonly payload?: unknown; readonly answer: unknown }

const routes: Record<string, Exchange> = { ...chatRoutes, ...notificationRoutes }
const asked: Record<string, Exchange> = clientEvents
const told: Record<string, unknown> = { ...serverEvents, ...notificationEvents }

export const recorded = {
  routes: Object.keys(routes),
  clientEvents: Object.keys(asked),
  serverEvents: Object.keys(told),
}

export const frames: readonly Frame[] = [
  ...Object.entries(routes).flatMap(([name, { payload, answer }]) => {
    const { body, response } = routeSchemas[name as RouteName]
    const out = { name: `the answer of ${name}`, schema: response, value: answer, strict: false }
    if (body === undefined) return [out]
    return [{ name: `the body of ${name}`, schema: body, value: payload, strict: true }, out]
  }),
  ...Object.entries(asked).flatMap(([name, { payload, answer }]) => [
    {
      name: `the payload of ${name}`,
      schema: clientEventSchemas[name as ClientEventName].payload,
      value: payload,
      strict: true,
    },
    {
      name: `the acknowledgement of ${name}`,
      schema: ackOf(clientEventSchemas[name as ClientEventName].ack),
      value: answer,
      strict: false,
    },
  ]),
  ...Object.entries(told).map(([name, value]) => ({
    name: `the event ${name}`,
    schema: serverEventSchemas[name as ServerEventName],
    value,
    strict: false,
  })),
]
