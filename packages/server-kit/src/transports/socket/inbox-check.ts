import type { ChatStore } from '../../core/chat/port'
import type { Logger } from '../../core/log'
import type { InboxFeed } from './inbox-feed'
import type { ChatNamespace } from './types'

/** Users asked for in one question to the store. */
const CHUNK = 500

export interface InboxCheckOptions {
  readonly nsp: ChatNamespace
  readonly chats: Pick<ChatStore<never>, 'moment' | 'inboxChanges'>
  readonly feed: InboxFeed
  readonly logger: Logger
}

/**
 * Finds what the inboxes of those connected here have missed, also of chats nobody has joined, so that
 * they too are right within one check of a commit whatever became of the hint.
 */
export class InboxCheck {
  readonly #options: InboxCheckOptions
  /** Everything visible to the store at this moment has been looked at. */
  #since: string | undefined

  constructor(options: InboxCheckOptions) {
    this.#options = options
  }

  /** One round over everyone connected. The first only takes the moment. Never rejects. */
  async check(): Promise<void> {
    const { nsp, chats, feed, logger } = this.#options
    try {
      // Before it is known who is here: the next round looks back this far for those who come after.
      const moment = await chats.moment()
      const sockets = this.#since === undefined ? [] : [...nsp.sockets.values()]
      const users = [...new Set(sockets.map(({ data }) => data.session.viewer.userId))]
      for (let i = 0; i < users.length; i += CHUNK) {
        feed.compare(await chats.inboxChanges(users.slice(i, i + CHUNK), this.#since ?? moment))
      }
      this.#since = moment
    } catch (cause) {
      logger.warn({ err: cause }, 'inboxes could not be compared; trying again')
    }
  }
}
