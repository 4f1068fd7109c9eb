import type { ChatRoom, MessageRow } from '../../src/index'
import { createDevice, type Device, type DeviceOptions } from './device'
import { startServer, type TestServer, type TestServerOptions } from './start-server'
import { until } from './until'

export interface Conversation {
  readonly server: TestServer
  readonly customer: Device
  readonly shopper: Device
  readonly chatId: string
}

/** A chat of a customer and a shopper, each with a device of their own. */
export async function conversation(
  options: { readonly server?: TestServerOptions; readonly device?: DeviceOptions } = {},
): Promise<Conversation> {
  const server = await startServer(options.server)
  const customer = await createDevice(server.url, 'customer', options.device)
  const shopper = await createDevice(server.url, 'shopper', { role: 'shopper', ...options.device })
  const chat = await server.otsy.chat.open({
    order_id: 'order-1',
    user_id: 'customer',
    shopper_id: 'shopper',
  })
  return { server, customer, shopper, chatId: chat.id }
}

/** A room that is watched, loaded and joined. */
export async function roomOf({ otsy }: Device, chatId: string): Promise<ChatRoom> {
  const room = otsy.chat.room(chatId)
  room.messages.subscribe(() => undefined)
  await until(room.state, ({ status }) => status === 'ready')
  return room
}

export const contents = (rows: readonly MessageRow[]): string[] =>
  rows.map(({ message }) => message.content)
