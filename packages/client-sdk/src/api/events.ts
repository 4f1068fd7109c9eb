import type { ErrorCode, ServerPayload } from '@otsy/protocol'
import type { OtsyError } from '../error'

type Passed =
  | 'membership_changed'
  | 'messages_read'
  | 'user_joined'
  | 'user_left'
  | 'chat_updated'
  | 'notification'
  | 'notifications_read'

/** What `on` tells of. Server events keep their names and shapes. */
export interface OtsyEvents extends Pick<ServerEventMap, Passed> {
  /** A message of a joined chat, once, in order; also those caught up with after a reconnect. */
  new_message: ServerPayload<'new_message'>
  /** A changed message of a joined chat, in its latest state. */
  message_updated: ServerPayload<'message_updated'>
  /** The host told of the order, right after the `new_message` that says so. */
  order_update: ServerPayload<'order_update'>
  /** A receipt was shared, right after the `new_message` that says so. */
  receipt_shared: ServerPayload<'receipt_shared'>
  /**
   * A joined chat is whole again after a connection was lost. `complete: false`: the server could
   * not tell what was missed, so everything held was dropped and loaded anew.
   */
  recovered: { readonly chatId: string; readonly complete: boolean }
  /** A message of the outbox was refused for good. */
  send_failed: { readonly chatId: string; readonly clientId: string; readonly error: OtsyError }
  /** A fault the server reported without being asked anything. */
  server_error: { readonly code: ErrorCode; readonly message: string; readonly event: string }
  /** A shown notification was clicked that leads to `url`, a path that this page was loaded with. */
  notification_opened: { readonly url: string }
  signed_out: { readonly userId: string | null }
}

type ServerEventMap = { [K in Passed]: ServerPayload<K> }

export type OtsyEventName = keyof OtsyEvents
export type OtsyListener<K extends OtsyEventName> = (payload: OtsyEvents[K]) => void
