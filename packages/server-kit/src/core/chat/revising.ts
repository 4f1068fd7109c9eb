import { isPrivileged, type Caller } from '../caller'
import { OtsyError } from '../errors'
import type { ChatContext } from './context'
import { tellHost } from './hooks'
import type { ChatRecord } from './model'
import type { NewMember, ReviseDecision } from './port'
import { decideAdd, decideRemove, decideReplace, decideStatus } from './revise-rules'

/** Changes of a chat itself: its members (the host's calls) and its status. */
export class Revising<Tx> {
  readonly #context: ChatContext<Tx>

  constructor(context: ChatContext<Tx>) {
    this.#context = context
  }

  async addMember(chatId: string, member: NewMember): Promise<ChatRecord> {
    return await this.#revise(chatId, (chat) => decideAdd(chat, member))
  }

  /** Nothing committed after this reaches the removed; their sockets leave the chat at once. */
  async removeMember(chatId: string, userId: string): Promise<ChatRecord> {
    return await this.#revise(chatId, (chat) => decideRemove(chat, userId))
  }

  async replaceMember(
    chatId: string,
    replacement: { readonly from: string; readonly to: string; readonly sees: NewMember['sees'] },
  ): Promise<ChatRecord> {
    return await this.#revise(chatId, (chat) => decideReplace(chat, replacement))
  }

  /** Members and admins close; only admins and the host reopen. */
  async setStatus(caller: Caller, chatId: string, to: 'active' | 'closed'): Promise<ChatRecord> {
    const { reader } = await this.#context.access.of(caller, 'close', { chat_id: chatId })
    const change = { to, userId: reader.userId, mayActOutside: reader.unrestricted }
    return await this.#revise(chatId, (chat) => {
      const decision = decideStatus(chat, change)
      const refused = decision.kind === 'refuse' && decision.code === 'not_found'
      if (to === 'active' && !isPrivileged(caller) && !refused) {
        return { kind: 'refuse', code: 'forbidden' }
      }
      return decision
    })
  }

  async #revise(chatId: string, decide: (chat: ChatRecord) => ReviseDecision): Promise<ChatRecord> {
    const outcome = await this.#context.chats.revise(chatId, decide)
    switch (outcome.outcome) {
      case 'changed': {
        const { chat, before, message } = outcome
        const { bus } = this.#context
        bus.publish({ kind: 'members', chat, ...difference(before, chat) })
        bus.publish({
          kind: 'message',
          event: 'new_message',
          message,
          members_rev: chat.members_rev,
        })
        await tellHost(this.#context, message)
        return chat
      }
      case 'unchanged':
        return outcome.chat
      case 'refused':
        throw new OtsyError(outcome.code)
      case 'not_found':
        throw new OtsyError('not_found')
    }
  }
}

function difference(
  before: ChatRecord,
  after: ChatRecord,
): { added: readonly string[]; removed: readonly string[] } {
  const ids = (chat: ChatRecord) => chat.members.map(({ user_id }) => user_id)
  const [old, now] = [new Set(ids(before)), new Set(ids(after))]
  return {
    added: [...now].filter((id) => !old.has(id)),
    removed: [...old].filter((id) => !now.has(id)),
  }
}
