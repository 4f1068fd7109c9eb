import type { Message } from '@otsy/protocol'
import type { Caller } from '../caller'
import type { MessageDraft } from './model'

/** What a host may do around each message. */
export interface ChatHooks {
  /**
   * Awaited before a message is stored. May return another text or metadata; to refuse, throws
   * `new OtsyError('rejected', { message })`. One sender's messages to one chat go through in order.
   */
  readonly beforeSend?: (message: {
    readonly chat_id: string
    readonly caller: Caller
    readonly draft: MessageDraft
  }) => BeforeSendAnswer | Promise<BeforeSendAnswer>
  /**
   * Told of each stored message, once, by the node that stored it. `awaited`: the sender's answer
   * waits for it. What it throws is logged; the message is stored all the same.
   */
  readonly onMessage?: OnMessage | { readonly run: OnMessage; readonly awaited: boolean }
}

export type OnMessage = (message: Message) => void | Promise<void>

export type BeforeSendAnswer = void | Pick<MessageDraft, 'content'> | Pick<MessageDraft, 'metadata'>
