import type { Logger } from '../../core/log'
import type { PresenceFollower } from '../../core/presence/follower'
import { presenceRoom, watchedIn, type ChatNamespace } from './types'

export interface PresenceCheckOptions {
  readonly nsp: ChatNamespace
  readonly follower: PresenceFollower
  readonly logger: Logger
}

/** Tells watchers here what no signal told: leases that ended by themselves, and words that were lost. */
export class PresenceCheck {
  readonly #options: PresenceCheckOptions

  constructor(options: PresenceCheckOptions) {
    this.#options = options
  }

  /** One round over everyone who is watched on this node. Never rejects. */
  async check(): Promise<void> {
    const { nsp, follower, logger } = this.#options
    try {
      for (const presence of await follower.changes(watchedIn(nsp.adapter.rooms.keys()))) {
        nsp.to(presenceRoom(presence.userId)).emit('presence', presence)
      }
    } catch (cause) {
      logger.warn({ err: cause }, 'presence could not be compared; trying again')
    }
  }
}
