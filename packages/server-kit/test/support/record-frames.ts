import type {
  ChatRouteName,
  ClientEventName,
  ClientPayload,
  Message,
  ServerEventName,
} from '@otsy/protocol'
import { startServer, type Person } from './start-server'
import { signToken } from './tokens'
import type { TestSocket } from './socket'

export interface Exchange {
  readonly line?: string
  readonly payload?: unknown
  readonly answer: unknown
}

export interface Frames {
  readonly routes: Partial<Record<ChatRouteName, Exchange>>
  readonly clientEvents: Partial<Record<ClientEventName, Exchange>>
  readonly serverEvents: Partial<Record<ServerEventName, unknown>>
  readonly refusals: Readonly<Record<string, unknown>>
}

const PEOPLE = {
  hanako: { name: '花子', avatar_url: 'https://example.com/hanako.png' },
  taro: { name: '太郎' },
}

/** Plays one conversation on a real server and keeps a frame of everything that travelled. */
export async function recordFrames(): Promise<Frames> {
  await using server = await startServer({ resolveUsers: async () => PEOPLE })
  const frames = { routes: {}, clientEvents: {}, serverEvents: {}, refusals: {} } as {
    -readonly [K in keyof Frames]: { -readonly [N in keyof Frames[K]]: Frames[K][N] }
  }
  const hanako = await server.person('hanako')
  const taro = await server.person('taro', 'shopper')
  const admin = await server.person('admin', 'admin')

  async function route(
    name: ChatRouteName,
    [who, line]: [Person, `${string} /${string}`],
    payload?: unknown,
  ): Promise<unknown> {
    const { body } = await who.call(line, { json: payload })
    frames.routes[name] = { line, ...(payload === undefined ? {} : { payload }), answer: body }
    return body
  }
  async function event<K extends ClientEventName>(
    name: K,
    socket: TestSocket,
    payload: ClientPayload<K>,
  ): Promise<unknown> {
    const answer = await socket.ask(name, payload)
    frames.clientEvents[name] = { payload, answer }
    return answer.ok ? answer.data : undefined
  }
  const keep = (name: ServerEventName, payload: unknown) => {
    frames.serverEvents[name] = payload
  }

  const order = { order_id: 'order-1', user_id: 'hanako', shopper_id: 'taro' }
  const opening = { ...order, initial_message: 'Hello! Ready to start shopping.' }
  const { id: chatId } = (await route('createChat', [hanako, 'POST /v1/chat'], opening)) as Message
  const chatPath = `/v1/chat/${chatId}` as const

  const desk = server.socket({ auth: { token: hanako.token } })
  keep('connected', await desk.next('connected'))
  const phone = await taro.connect()
  await event('join_chat', desk, { chat_id: chatId })
  keep('chat_history', await desk.next('chat_history'))
  await phone.must('join_chat', { chat_id: chatId, after_seq: 0 })
  keep('user_joined', await desk.next('user_joined'))
  await event('watch_presence', desk, { user_ids: ['taro'] })
  await event('set_presence', phone, { status: 'away', viewing: chatId })
  keep('presence', await desk.next('presence'))
  await event('typing_indicator', phone, { chat_id: chatId, action: 'start' })
  keep('typing_indicator', await desk.next('typing_indicator'))

  const text = { content: 'Two apples', type: 'text', client_id: 'key-1' }
  const first = (await event('send_message', desk, {
    chatId,
    message: text,
    read_seq: 1,
  })) as Message
  const image = {
    content: 'These?',
    type: 'image',
    attachment_url: 'https://example.com/apples.jpg',
    attachment_type: 'image/jpeg',
    attachment_width: 1200,
    attachment_height: 900,
    metadata: { shelf: 3, tags: ['red'], price: { amount: 120, currency: 'JPY' } },
    client_id: 'key-2',
    reply_to: first.id,
  }
  const photo = (await route('sendMessage', [taro, `POST ${chatPath}/messages`], image)) as Message
  keep('new_message', await desk.next('new_message', ({ id }) => id === photo.id))

  await event('mark_messages_read', desk, { chatId, messageIds: [photo.id] })
  keep(
    'messages_read',
    await phone.next('messages_read', ({ messageIds }) => messageIds.length > 0),
  )
  const target = { chatId, messageId: first.id }
  await event('edit_message', desk, { ...target, content: 'Three apples' })
  await event('react', phone, { ...target, emoji: '👍', on: true })
  keep(
    'message_updated',
    await desk.next('message_updated', ({ reactions }) => reactions !== undefined),
  )
  const messagePath = `${chatPath}/messages/${first.id}` as const
  await route('editMessage', [hanako, `PATCH ${messagePath}`], { content: 'Four apples' })
  await route('addReaction', [taro, `PUT ${messagePath}/reactions/%F0%9F%98%80`])
  await route('removeReaction', [taro, `DELETE ${messagePath}/reactions/%F0%9F%98%80`])
  await route('deleteMessage', [hanako, `DELETE ${messagePath}`])
  await event('delete_message', phone, { chatId, messageId: photo.id })

  await server.otsy.orders.update('order-1', { status: 'shopping', eta: '18:30' })
  keep('order_update', await desk.next('order_update'))
  const receipt = { url: 'https://example.com/r/1', sharedBy: 'taro', details: { total: 1980 } }
  const shared = await server.otsy.receipts.share(chatId, receipt)
  keep('receipt_shared', await desk.next('receipt_shared'))
  keep('chat_updated', await desk.next('chat_updated', ({ head_seq }) => head_seq === shared.seq))

  const until = '2099-01-01T00:00:00.000Z'
  await route('muteChat', [hanako, `PUT ${chatPath}/mute`], { until })
  await route('getChat', [hanako, `GET ${chatPath}`])
  await route('getChatOfOrder', [taro, 'GET /v1/chat/order/order-1'])
  await route('listMyChats', [hanako, 'GET /v1/chat/my-chats?page=1&limit=20'])
  await route('getUnreadCount', [hanako, `GET ${chatPath}/unread-count`])
  await route('markRead', [taro, `PUT ${chatPath}/messages/read`], { up_to_seq: shared.seq })
  await route('listMessages', [hanako, `GET ${chatPath}/messages?after_seq=0&limit=2`])
  await route('getChatStats', [admin, 'GET /v1/chat/admin/stats'])

  const { epoch } = (frames.serverEvents.connected ?? {}) as { epoch: string }
  await taro.call('POST /v1/chat', { json: { ...order, order_id: 'order-2' } })
  const other = (await taro.call('GET /v1/chat/order/order-2')).body as Message
  await phone.must('send_message', { chatId: other.id, message: { content: 'News' } })
  await event('sync', desk, {
    epoch,
    cursors: { [chatId]: { seq: 3, anchor: photo.id }, gone: { seq: 1 } },
  })

  await event('leave_chat', phone, { chat_id: chatId })
  keep('user_left', await desk.next('user_left'))
  await route('closeChat', [hanako, `POST ${chatPath}/close`])
  keep(
    'membership_changed',
    await desk.next('membership_changed', ({ status }) => status === 'closed'),
  )
  await route('reopenChat', [admin, `POST ${chatPath}/reopen`])
  await event('reauthenticate', desk, { token: await signToken({ sub: 'hanako', role: 'user' }) })

  const hasty = await signToken({
    sub: 'hanako',
    role: 'user',
    exp: Math.ceil(Date.now() / 1_000) + 1,
  })
  const brief = server.socket({ auth: { token: hasty } })
  keep('token_expiring', await brief.next('token_expiring'))
  desk.io.emit('join_chat', { chat_id: 'nowhere' })
  keep('error', await desk.next('error'))

  const nobody = server.socket({ auth: { token: 'worthless' } })
  frames.refusals.handshake = (await nobody.refused()).data
  frames.refusals.rest = (await hanako.call('GET /v1/chat/my-chats?limit=1000')).body
  frames.refusals.ack = await desk.raw('send_message', { chatId, message: { content: 1 } })
  return withoutChance(frames) as Frames
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const MOMENT = /20[2-8]\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g
const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g

/** Ids in the order they first appear, one moment for all, and no tokens: the same at every run. */
function withoutChance(value: unknown): unknown {
  const names = new Map<string, string>()
  const name = (uuid: string) => {
    names.set(
      uuid,
      names.get(uuid) ?? `00000000-0000-7000-8000-${String(names.size + 1).padStart(12, '0')}`,
    )
    return names.get(uuid) ?? uuid
  }
  const text = JSON.stringify(value, sorted)
    .replace(UUID, name)
    .replace(MOMENT, '2024-01-01T00:00:00.000Z')
    .replace(JWT, 'a.fresh.token')
  return JSON.parse(text) as unknown
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // The first word of a frame is what was asked, the last what was answered.
  const rank = (name: string) => ['line', 'payload'].indexOf(name) + 1 || 3
  const entries = Object.entries(value as Record<string, unknown>)
  return Object.fromEntries(
    entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0)),
  )
}
