import * as z from 'zod/mini'
import type { ClientEventName, RouteName, ServerEventName } from '../../src/index'
import * as schemas from '../../src/schemas/index'
import type { ClientEventSchema, RouteSchema } from '../../src/schemas/index'

// The same tables, looked at by name: a loop over all of them cannot follow each one's own type.
export const routeSchemas: Record<RouteName, RouteSchema> = schemas.routeSchemas
export const clientEventSchemas: Record<ClientEventName, ClientEventSchema> =
  schemas.clientEventSchemas
export const serverEventSchemas: Record<ServerEventName, z.ZodMiniType> = schemas.serverEventSchemas

/** A successful acknowledgement with this data. */
export const ackOf = (data: z.ZodMiniType) => z.object({ ok: z.literal(true), data })
