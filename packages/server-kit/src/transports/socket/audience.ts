import type { AccessControl } from '../../core/chat/access'
import type { ChatRecord } from '../../core/chat/model'
import { within } from '../../core/within'
import { userRoom, type ChatNamespace } from './types'

const PATIENCE_MS = 5_000

export interface AudienceOptions {
  readonly nsp: ChatNamespace
  readonly access: Pick<AccessControl, 'isCustom' | 'mayRead'>
}

/** Where members of a chat hear of it who do not sit in it. */
export class Audience {
  readonly #options: AudienceOptions

  constructor(options: AudienceOptions) {
    this.#options = options
  }

  /** Whether a rule of the host stands between members and what they are told of. */
  get isAsked(): boolean {
    return this.#options.access.isCustom
  }

  /**
   * Rooms that reach those devices of the users on which they may read the chat, none of them perhaps.
   * Each device is asked for by itself, since tokens of one person may carry different roles. Rejects
   * when the rule fails, or takes longer than 5 s.
   */
  async rooms(userIds: readonly string[], chat: ChatRecord): Promise<string[]> {
    if (!this.isAsked) return userIds.map(userRoom)
    const { nsp, access } = this.#options
    const ids = userIds.flatMap((id) => [...(nsp.adapter.rooms.get(userRoom(id)) ?? [])])
    const asked = ids.map(async (id) => {
      const socket = nsp.sockets.get(id)
      return socket !== undefined && (await access.mayRead(socket.data.session.viewer, chat))
    })
    const allowed = await within(PATIENCE_MS, 'authorize', Promise.all(asked))
    return ids.filter((_, i) => allowed[i])
  }
}
