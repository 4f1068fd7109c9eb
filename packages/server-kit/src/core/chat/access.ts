import type { AwaitHost } from '../await-host'
import { isPrivileged, type Caller } from '../caller'
import { OtsyError } from '../errors'
import type { Viewer } from '../identity/viewer'
import type { Author, ChatRecord, Reader } from './model'
import type { ChatRef, ChatStore } from './port'

/** What someone wants to do in a chat, as an `authorize` of the host sees it. */
export type ChatAction =
  'read' | 'send' | 'edit' | 'delete' | 'react' | 'mark_read' | 'type' | 'close' | 'mute'

/**
 * The host's own rule instead of the default (members and admins). True lets the viewer act, also
 * as no member; false answers a member `forbidden` and anyone else `not_found`. Lists ask `read` of
 * each row, and leave out the one that the rule fails for. Who sits in a chat is asked `read` again at
 * every head check, and put out when it says no.
 */
export type Authorize = (request: {
  readonly viewer: Viewer
  readonly action: ChatAction
  readonly chat: ChatRecord
}) => boolean | Promise<boolean>

/** With whose eyes a caller reads, and as whom they write. */
export interface Access {
  readonly reader: Reader
  readonly author: Author
}

export interface AccessOptions {
  readonly chats: Pick<ChatStore<never>, 'find'>
  readonly authorize: Authorize | undefined
  readonly awaitHost: AwaitHost
}

/**
 * Finds out what a caller may. With the default rule nothing is looked up here: the store reads
 * membership in the same unit as the read or the write, so nothing can change in between.
 */
export class AccessControl {
  readonly #chats: Pick<ChatStore<never>, 'find'>
  readonly #authorize: Authorize | undefined
  readonly #awaitHost: AwaitHost

  constructor(options: AccessOptions) {
    this.#chats = options.chats
    this.#authorize = options.authorize
    this.#awaitHost = options.awaitHost
  }

  /** Whether a rule of the host is awaited. */
  get isCustom(): boolean {
    return this.#authorize !== undefined
  }

  /** Rejects with `forbidden` or `not_found` where the host's own rule says no. */
  async of(caller: Caller, action: ChatAction, ref: ChatRef): Promise<Access> {
    if (caller.kind === 'viewer' && this.#authorize !== undefined) {
      return await this.#ask(this.#authorize, { viewer: caller.viewer, action, ref })
    }
    return accessByDefault(caller)
  }

  /**
   * Whether a viewer may read a chat that is at hand, as lists ask of every row: always without a rule
   * of the host, since rows are read by membership. Rejects when the rule fails or takes too long.
   */
  async mayRead(viewer: Viewer, chat: ChatRecord): Promise<boolean> {
    const authorize = this.#authorize
    if (authorize === undefined) return true
    try {
      return await this.#awaitHost('authorize', () => authorize({ viewer, action: 'read', chat }))
    } catch (cause) {
      if (cause instanceof OtsyError && cause.status < 500) return false
      throw cause
    }
  }

  async #ask(
    authorize: Authorize,
    asked: { readonly viewer: Viewer; readonly action: ChatAction; readonly ref: ChatRef },
  ): Promise<Access> {
    const { viewer, action, ref } = asked
    const chat = await this.#chats.find(ref, { userId: viewer.userId, unrestricted: true })
    if (chat === null) throw new OtsyError('not_found')
    const isMember = chat.members.some(({ user_id }) => user_id === viewer.userId)
    if (await this.#awaitHost('authorize', () => authorize({ viewer, action, chat }))) {
      return isMember ? asMember(viewer) : asGuest(viewer)
    }
    throw new OtsyError(isMember ? 'forbidden' : 'not_found')
  }
}

/** Members see their chats, admins and the host all. */
export function accessByDefault(caller: Caller): Access {
  if (caller.kind === 'host') {
    return { reader: { userId: null, unrestricted: true }, author: { kind: 'system' } }
  }
  return isPrivileged(caller) ? asGuest(caller.viewer) : asMember(caller.viewer)
}

function asMember({ userId }: Viewer): Access {
  return { reader: { userId, unrestricted: false }, author: { kind: 'member', userId } }
}

function asGuest({ userId, role }: Viewer): Access {
  return { reader: { userId, unrestricted: true }, author: { kind: 'guest', userId, role } }
}
