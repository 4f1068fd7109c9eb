import { TYPING_TTL_MS } from '@otsy/protocol'
import type { TypingApi } from '../api/people'
import type { Environment, Timer } from '../environment'

export interface TypingNotifierOptions {
  readonly environment: Pick<Environment, 'elapsed' | 'setTimer' | 'clearTimer'>
  /** Tells the server, or nobody when there is no connection. */
  readonly tell: (chatId: string, action: 'start' | 'stop') => void
  readonly onUse: () => void
}

/** An indicator is repeated well before the others let it lapse. */
const REPEAT_MS = TYPING_TTL_MS / 2
/** So long after the last key press typing is over. */
const IDLE_MS = TYPING_TTL_MS - 1_000

/** Tells the others that one is typing: rarely, and also when it is over. */
export class TypingNotifier implements TypingApi {
  readonly #options: TypingNotifierOptions
  readonly #chats = new Map<string, { readonly toldAt: number; readonly idle: Timer }>()

  constructor(options: TypingNotifierOptions) {
    this.#options = options
  }

  notify(chatId: string): void {
    const { environment, tell, onUse } = this.#options
    onUse()
    const now = environment.elapsed()
    const before = this.#chats.get(chatId)
    if (before !== undefined) environment.clearTimer(before.idle)
    const due = before === undefined || now - before.toldAt >= REPEAT_MS
    if (due) tell(chatId, 'start')
    const idle = environment.setTimer(() => this.stop(chatId), IDLE_MS)
    this.#chats.set(chatId, { toldAt: due ? now : before.toldAt, idle })
  }

  stop(chatId: string): void {
    if (this.#forget(chatId)) this.#options.tell(chatId, 'stop')
  }

  /** The server ends it by itself when a message arrives or the connection goes. */
  clear(): void {
    for (const chatId of [...this.#chats.keys()]) this.#forget(chatId)
  }

  #forget(chatId: string): boolean {
    const before = this.#chats.get(chatId)
    if (before !== undefined) this.#options.environment.clearTimer(before.idle)
    return this.#chats.delete(chatId)
  }
}
