import type { Logger } from '../log'
import type { ReadNotifications } from './model'
import type { NotificationStore } from './port'

/** What the chat side tells the notification side: hints, which may be lost. */
export interface Attention {
  /** A message was stored that asks for notifications. */
  noticed(): void
  /** A member has read a chat up to a number. */
  read(read: ChatRead): void
}

export interface ChatRead {
  readonly user_id: string
  readonly chat_id: string
  readonly read_seq: number
}

export interface ReadFollowerOptions {
  readonly store: Pick<NotificationStore<never>, 'markChatRead'>
  readonly onRead: (read: ReadNotifications) => void
  readonly logger: Logger
}

/** People in a lively chat mark every message; the newest mark of a person in a chat is enough. */
const COALESCE_MS = 200

/** Marks notifications read as their chats are read. What is missed here is healed by a sweep. */
export class ReadFollower {
  readonly #options: ReadFollowerOptions
  #waiting = new Map<string, ChatRead>()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(options: ReadFollowerOptions) {
    this.#options = options
  }

  follow(read: ChatRead): void {
    this.#waiting.set(`${read.chat_id} ${read.user_id}`, read)
    this.#timer ??= setTimeout(() => void this.flush(), COALESCE_MS)
  }

  /** Resolves when everything told so far is marked. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const reads = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#running = this.#running.then(() => this.#markAll(reads))
    return this.#running
  }

  async #markAll(reads: readonly ChatRead[]): Promise<void> {
    for (const read of reads) {
      try {
        this.#options.onRead(await this.#options.store.markChatRead(read))
      } catch (cause) {
        this.#options.logger.warn({ err: cause }, 'notifications of a chat were not marked read')
      }
    }
  }
}
