import type { AwaitHost } from '../await-host'
import type { Bus } from '../fanout/port'
import type { Directory } from '../identity/directory'
import type { Viewer } from '../identity/viewer'
import type { Attention } from '../notifications/attention'
import type { Logger } from '../log'
import type { AccessControl } from './access'
import type { ChatHooks } from './hooks'
import type { DraftRules } from './kinds'
import type { ChatStore } from './port'

/** The host's word on an order: whether it exists and these are its people. */
export type VerifyOrder = (request: {
  readonly order_id: string
  readonly user_id: string
  readonly shopper_id: string
  /** null when the host's own code opens the chat. */
  readonly viewer: Viewer | null
}) => boolean | Promise<boolean>

/** What the parts of the chat service share. */
export interface ChatContext<Tx> {
  readonly chats: ChatStore<Tx>
  readonly bus: Bus
  readonly access: AccessControl
  readonly directory: Directory
  readonly drafts: DraftRules
  readonly hooks: ChatHooks
  /** Every function of the host is called through it, what it awaits included. */
  readonly awaitHost: AwaitHost
  readonly logger: Logger
  readonly verifyOrder: VerifyOrder
  /** Hears of what members are to be told; null where nobody is. */
  readonly attention: Attention | null
  /** Milliseconds after sending within which people may edit their own text. */
  readonly editWindowMs: number
}
