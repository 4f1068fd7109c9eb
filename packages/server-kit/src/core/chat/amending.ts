import type { Message } from '@otsy/protocol'
import { personOf, type Caller } from '../caller'
import { invalidInput, OtsyError } from '../errors'
import type { ChatAction } from './access'
import { decideDelete, decideEdit, decideReact, type Amender } from './amend-rules'
import type { ChatContext } from './context'
import { changedText } from './host-draft'
import { checkText } from './kinds'
import type { AmendDecision, AmendFacts } from './port'

export interface MessageTarget {
  readonly chatId: string
  readonly messageId: string
}

/** Changes of single messages. All reject with `not_found`, `forbidden`, `chat_closed` and: */
export class Amending<Tx> {
  readonly #context: ChatContext<Tx>

  constructor(context: ChatContext<Tx>) {
    this.#context = context
  }

  /**
   * `invalid_input`, `edit_window_over`, `message_deleted`, and what `beforeEdit` throws. The same text
   * again changes nothing.
   */
  async edit(caller: Caller, target: MessageTarget, content: string): Promise<Message> {
    if (content !== '' && content.trim() === '') throw invalidInput('content', 'must not be blank')
    checkText(content, this.#context.drafts.textLength)
    const { editWindowMs: windowMs, hooks, awaitHost } = this.#context
    const { beforeEdit } = hooks
    const { chatId: chat_id, messageId: message_id } = target
    const changed =
      beforeEdit &&
      (await awaitHost('beforeEdit', () => beforeEdit({ chat_id, message_id, caller, content })))
    const edit = {
      content: typeof changed === 'string' ? changedText(changed, this.#context.drafts) : content,
      windowMs,
    }
    return await this.#amend({ caller, action: 'edit', target }, (facts, amender) =>
      decideEdit(facts, amender, edit),
    )
  }

  /** Leaves a tombstone; a second deletion changes nothing. */
  async delete(caller: Caller, target: MessageTarget): Promise<Message> {
    return await this.#amend({ caller, action: 'delete', target }, decideDelete)
  }

  /** `message_deleted`. Setting what is set changes nothing. Only people react. */
  async react(
    caller: Caller,
    target: MessageTarget,
    { emoji, on }: { readonly emoji: string; readonly on: boolean },
  ): Promise<Message> {
    const { userId } = personOf(caller)
    return await this.#amend({ caller, action: 'react', target }, (facts, amender) =>
      decideReact(facts, amender, { userId, emoji, on }),
    )
  }

  async #amend(
    request: {
      readonly caller: Caller
      readonly action: ChatAction
      readonly target: MessageTarget
    },
    decide: (facts: AmendFacts, amender: Amender) => AmendDecision,
  ): Promise<Message> {
    const { caller, action, target } = request
    const { reader } = await this.#context.access.of(caller, action, { chat_id: target.chatId })
    const amender = { caller, mayActOutside: reader.unrestricted }
    const outcome = await this.#context.chats.amend(
      { chat_id: target.chatId, message_id: target.messageId, userId: reader.userId },
      (facts) => decide(facts, amender),
    )
    switch (outcome.outcome) {
      case 'changed':
        this.#context.bus.publish({
          kind: 'message',
          event: 'message_updated',
          message: outcome.message,
          members_rev: outcome.members_rev,
        })
        return outcome.message
      case 'unchanged':
        return outcome.message
      case 'refused':
        throw outcome.code === 'invalid_input'
          ? invalidInput('content', 'must not be empty')
          : new OtsyError(outcome.code)
      case 'not_found':
        throw new OtsyError('not_found')
    }
  }
}
