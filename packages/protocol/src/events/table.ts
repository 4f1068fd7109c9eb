/** One event a client sends. Each takes an optional acknowledgement. */
export interface ClientEventSpec {
  /**
   * What the event costs, in the order a server under pressure drops it:
   * typing first, then presence, receipts, history, and writes last of all.
   */
  readonly cost: 'typing' | 'presence' | 'receipt' | 'history' | 'write' | 'session'
}

/** One event a server sends. */
export interface ServerEventSpec {
  /** Whether the event tells of a durable change, so that a missed one can be had again. */
  readonly durable: boolean
}

export const clientEvents = {
  join_chat: { cost: 'history' },
  leave_chat: { cost: 'session' },
  send_message: { cost: 'write' },
  edit_message: { cost: 'write' },
  delete_message: { cost: 'write' },
  react: { cost: 'write' },
  typing_indicator: { cost: 'typing' },
  mark_messages_read: { cost: 'receipt' },
  sync: { cost: 'history' },
  set_presence: { cost: 'presence' },
  watch_presence: { cost: 'presence' },
  reauthenticate: { cost: 'session' },
} as const satisfies Record<string, ClientEventSpec>

export const serverEvents = {
  connected: { durable: false },
  chat_history: { durable: true },
  user_joined: { durable: false },
  user_left: { durable: false },
  new_message: { durable: true },
  message_updated: { durable: true },
  membership_changed: { durable: true },
  messages_read: { durable: true },
  typing_indicator: { durable: false },
  order_update: { durable: true },
  receipt_shared: { durable: true },
  chat_updated: { durable: true },
  presence: { durable: false },
  notification: { durable: true },
  notifications_read: { durable: true },
  token_expiring: { durable: false },
  error: { durable: false },
} as const satisfies Record<string, ServerEventSpec>

export type ClientEventName = keyof typeof clientEvents
export type ServerEventName = keyof typeof serverEvents
