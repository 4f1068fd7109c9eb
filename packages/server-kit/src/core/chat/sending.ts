import type { Message, MessageInput } from '@otsy/protocol'
import type { Caller } from '../caller'
import { OtsyError } from '../errors'
import { accessByDefault } from './access'
import type { ChatContext } from './context'
import { digestBody } from './digest'
import { GroupCommit } from './group-commit'
import { InFlight } from '../in-flight'
import { askHost, tellHost } from './hooks'
import { draftAtOnce, draftMessage, metadataSchema } from './kinds'
import { Lanes } from './lanes'
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

/** Messages of one person to one chat that may wait for the host's code. */
const MOST_WAITING = 100

/** The way of a message from what a sender gave to what everyone sees. */
export class Sending<Tx> {
  readonly #context: ChatContext<Tx>
  readonly #commits: GroupCommit
  readonly #lanes = new Lanes()
  readonly #inFlight = new InFlight()

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
    this.#inFlight.enter()
    try {
      const outcome = this.#needsLane(request)
        ? // What the host's code awaits must not let a later message of the sender overtake.
          await this.#inLane(request)
        : await this.#commits.append(this.#prepareAtOnce(request))
      const message = messageOf(outcome)
      if (outcome.outcome === 'stored') {
        this.#tell(outcome)
        if (this.#context.hooks.onMessage !== undefined) await tellHost(this.#context, message)
      }
      return message
    } finally {
      this.#inFlight.leave()
    }
  }

  /** As `send`, inside the host's transaction: nothing is told to anyone before it commits. */
  async sendIn(tx: Tx, request: SendRequest): Promise<Pending<Message>> {
    const append = await this.#prepare(request)
    const [outcome] = await this.#context.chats.append([append], { tx, wait: true })
    return { pending: true, value: messageOf(outcome) }
  }

  /** Resolves when no send is under way any more, none waits in a hook of the host. */
  async settled(): Promise<void> {
    await this.#inFlight.idle()
    await this.#commits.settled()
  }

  /** Whether code of the host must be awaited before the message is stored, or is for one before it. */
  #needsLane(request: SendRequest): boolean {
    const { hooks, drafts, access } = this.#context
    if (hooks.beforeSend !== undefined || access.isCustom) return true
    if (metadataSchema(request.input.type ?? 'text', drafts) !== undefined) return true
    return !this.#lanes.isEmpty && this.#lanes.length(laneKey(request)) > 0
  }

  /** The next one of the lane may begin once the commit has this one, not only when it is done. */
  async #inLane(request: SendRequest): Promise<AppendOutcome> {
    const key = laneKey(request)
    // The host's own code may send what it likes; it waits for itself alone.
    if (request.caller.kind === 'viewer' && this.#lanes.length(key) >= MOST_WAITING) {
      const message = 'Too many messages of yours wait for the application.'
      throw new OtsyError('overloaded', { message, retryAfterMs: 1_000 })
    }
    const { outcome } = await this.#lanes.run(key, async () => ({
      outcome: this.#commits.append(await this.#prepare(request)),
    }))
    return await outcome
  }

  async #prepare(request: SendRequest): Promise<Append> {
    const { access, drafts, hooks } = this.#context
    const { caller, chatId, input } = request
    const draft = await draftMessage(input, fromOf(caller), drafts)
    const { author } = await access.of(caller, 'send', { chat_id: chatId })
    return this.#entry(request, {
      author,
      draft:
        hooks.beforeSend === undefined
          ? draft
          : await askHost(this.#context, { chat_id: chatId, caller, draft }),
    })
  }

  /** As `#prepare`, where there is nothing to await. */
  #prepareAtOnce(request: SendRequest): Append {
    const { caller, input } = request
    return this.#entry(request, {
      author: accessByDefault(caller).author,
      draft: draftAtOnce(input, fromOf(caller), this.#context.drafts),
    })
  }

  #entry(
    { caller, chatId, input, as }: SendRequest,
    { author, draft }: Pick<Append, 'author' | 'draft'>,
  ): Append {
    return {
      chat_id: chatId,
      author: as === undefined ? author : { kind: 'member', userId: as },
      draft,
      // Of what the sender gave: what the host's code makes of it may differ at a retry.
      body_hash: draft.client_id === undefined ? null : digestBody(input),
      even_if_closed: caller.kind === 'host',
      notify: this.#context.attention !== null,
    }
  }

  #tell({ message, members_rev }: Extract<AppendOutcome, { outcome: 'stored' }>): void {
    this.#context.bus.publish({ kind: 'message', event: 'new_message', message, members_rev })
    this.#context.attention?.noticed()
  }
}

function fromOf(caller: Caller): 'host' | 'people' {
  return caller.kind === 'host' ? 'host' : 'people'
}

/** Throws what refuses the sender. */
function messageOf(outcome: AppendOutcome | undefined): Message {
  switch (outcome?.outcome) {
    case 'stored':
    case 'duplicate':
      return outcome.message
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
