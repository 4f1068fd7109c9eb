import type { Message } from '@otsy/protocol'
import type { AwaitHost } from '../await-host'
import type { Caller } from '../caller'
import type { Logger } from '../log'
import { changedDraft } from './host-draft'
import type { DraftRules } from './kinds'
import type { MessageDraft } from './model'

/** What a host may do around each message. */
export interface ChatHooks {
  /**
   * Awaited before a message is stored, also before the first one a chat is opened with, and again when
   * a sender whose answer was lost sends the same anew: what it does must bear repeating. May return
   * another text or metadata, within a sender's limits; to refuse, throws
   * `new OtsyError('rejected', { message })`. One sender's messages to one chat go through in order.
   */
  readonly beforeSend?: (message: {
    readonly chat_id: string
    readonly caller: Caller
    readonly draft: MessageDraft
  }) => BeforeSendAnswer | Promise<BeforeSendAnswer>
  /** Awaited before a text is changed. May return another text, and refuses like `beforeSend`. */
  readonly beforeEdit?: (edit: {
    readonly chat_id: string
    readonly message_id: string
    readonly caller: Caller
    readonly content: string
  }) => void | string | Promise<void | string>
  /**
   * Told of each stored message, once, by the node that stored it. `awaited`: the sender's answer
   * waits for it, for `hostTimeoutMs` at most. What it throws is logged; the message is stored all
   * the same.
   */
  readonly onMessage?: OnMessage | { readonly run: OnMessage; readonly awaited: boolean }
}

export type OnMessage = (message: Message) => void | Promise<void>

export type BeforeSendAnswer = void | Pick<MessageDraft, 'content'> | Pick<MessageDraft, 'metadata'>

interface HookContext {
  readonly hooks: ChatHooks
  readonly logger: Logger
  readonly awaitHost: AwaitHost
  readonly drafts: DraftRules
}

/** The draft as the host's `beforeSend` leaves it; rejects when it refuses or takes too long. */
export async function askHost(
  { hooks: { beforeSend }, awaitHost, drafts }: HookContext,
  message: Parameters<NonNullable<ChatHooks['beforeSend']>>[0],
): Promise<MessageDraft> {
  if (beforeSend === undefined) return message.draft
  const changes = await awaitHost('beforeSend', () => beforeSend(message))
  if (typeof changes !== 'object' || changes === null) return message.draft
  return changedDraft(message.draft, changes, drafts)
}

/** Tells the host of a stored message. */
export async function tellHost(context: HookContext, message: Message): Promise<void> {
  const { hooks, logger, awaitHost } = context
  const hook = hooks.onMessage
  if (hook === undefined) return
  const { run, awaited } = typeof hook === 'function' ? { run: hook, awaited: false } : hook
  const done = Promise.resolve()
    .then(() => awaitHost('onMessage', () => run(message)))
    .catch((cause: unknown) =>
      logger.error(
        { err: cause, chat_id: message.chat_id, message_id: message.id },
        'the onMessage hook failed; the message is stored',
      ),
    )
  if (awaited) await done
}
