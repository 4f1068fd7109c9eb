import type { Message, MessageInput } from '@otsy/protocol'
import type { Caller } from '../caller'
import { OtsyError } from '../errors'
import type { ChatContext } from './context'
import { digestBody } from './digest'
import { GroupCommit } from './group-commit'
import { draftMessage } from './kinds'
import { Lanes } from './lanes'
import type { Author, MessageDraft } from './model'
import type { Append, AppendOutcome } from './port'

/** A message written inside the host's transaction: it exists once the host commits. */
export interface Pending<T> {
  readonly pending: true
  readonly value: T
}

export interface SendRequest {
  readonly caller: Caller
  readonly chatId: string
  readonly input: MessageInput
  /** In whose name the host writes; default the system. */
  readonly as?: string
}

/** The way of a message from what a sender gave to what everyone sees. */
export class Sending<Tx> {
  readonly #context: ChatContext<Tx>
  readonly #commits: GroupCommit
  readonly #lanes = new Lanes()

  constructor(context: ChatContext<Tx>) {
    this.#context = context
    this.#commits = new GroupCommit(context.chats)
  }

  /**
   * Resolves with the message once it is durable. Rejects with `invalid_input`, `not_found`,
   * `chat_closed`, `client_id_conflict`, `rejected`, `overloaded`, `chat_busy`,
   * `storage_unavailable`.
   */
  async send(request: SendRequest): Promise<Message> {
    const prepared = this.#needsLane(request)
      ? // What the host's code awaits must not let a later message of the sender overtake.
        this.#lanes.run(laneKey(request), async () => ({
          outcome: this.#commit(await this.#prepare(request)),
        }))
      : this.#prepare(request).then((append) => ({ outcome: this.#commit(append) }))
    const { message, isNew } = await (await prepared).outcome
    if (isNew) await this.#tellHost(message)
    return message
  }

  /** As `send`, inside the host's transaction: nothing is told to anyone before it commits. */
  async sendIn(tx: Tx, request: SendRequest): Promise<Pending<Message>> {
    const append = await this.#prepare(request)
    const [outcome] = await this.#context.chats.append([append], { tx, wait: true })
    return { pending: true, value: messageOf(outcome).message }
  }

  /** Resolves when nothing sent is under way any more. */
  settled(): Promise<void> {
    return this.#commits.settled()
  }

  #needsLane({ input }: SendRequest): boolean {
    const { hooks, drafts, access } = this.#context
    if (hooks.beforeSend !== undefined || access.isCustom) return true
    const type = input.type ?? 'text'
    return Object.hasOwn(drafts.kinds, type) && drafts.kinds[type]?.metadata !== undefined
  }

  async #prepare({ caller, chatId, input, as }: SendRequest): Promise<Append> {
    const { access, drafts, hooks } = this.#context
    const from = caller.kind === 'host' ? 'host' : 'people'
    let draft: MessageDraft = await draftMessage(input, from, drafts)
    const { author } = await access.of(caller, 'send', { chat_id: chatId })
    if (hooks.beforeSend !== undefined) {
      const changes = await hooks.beforeSend({ chat_id: chatId, caller, draft })
      if (changes !== undefined) draft = { ...draft, ...changes }
    }
    return appendOf(chatId, as === undefined ? author : { kind: 'member', userId: as }, {
      draft,
      byHost: caller.kind === 'host',
    })
  }

  async #commit(append: Append): Promise<{ message: Message; isNew: boolean }> {
    const outcome = await this.#commits.append(append)
    const result = messageOf(outcome)
    if (outcome.outcome === 'stored') {
      this.#context.bus.publish({
        kind: 'message',
        event: 'new_message',
        message: outcome.message,
        members_rev: outcome.members_rev,
      })
    }
    return result
  }

  async #tellHost(message: Message): Promise<void> {
    const hook = this.#context.hooks.onMessage
    if (hook === undefined) return
    const { run, awaited } = typeof hook === 'function' ? { run: hook, awaited: false } : hook
    const done = Promise.resolve()
      .then(() => run(message))
      .catch((cause: unknown) =>
        this.#context.logger.error(
          { err: cause, chat_id: message.chat_id, message_id: message.id },
          'the onMessage hook failed; the message is stored',
        ),
      )
    if (awaited) await done
  }
}

export function appendOf(
  chatId: string,
  author: Author,
  { draft, byHost }: { readonly draft: MessageDraft; readonly byHost: boolean },
): Append {
  return {
    chat_id: chatId,
    author,
    draft,
    body_hash: draft.client_id === undefined ? null : digestBody(draft),
    even_if_closed: byHost,
  }
}

function messageOf(outcome: AppendOutcome | undefined): { message: Message; isNew: boolean } {
  switch (outcome?.outcome) {
    case 'stored':
      return { message: outcome.message, isNew: true }
    case 'duplicate':
      return { message: outcome.message, isNew: false }
    case 'conflict':
      throw new OtsyError('client_id_conflict')
    case 'not_found':
      throw new OtsyError('not_found')
    case 'closed':
      throw new OtsyError('chat_closed')
    case 'no_reply_target':
      throw new OtsyError('invalid_input', {
        message: 'reply_to is not a message of this chat',
        details: [{ path: 'reply_to', message: 'is not a message of this chat' }],
      })
    case 'busy':
      throw new OtsyError('chat_busy', { retryAfterMs: 500 })
    case undefined:
      throw new Error('The store answered too few outcomes.')
  }
}

function laneKey({ caller, chatId, as }: SendRequest): string {
  return JSON.stringify([chatId, caller.kind === 'viewer' ? caller.viewer.userId : (as ?? null)])
}
