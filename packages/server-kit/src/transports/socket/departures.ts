import { setTimeout as delay } from 'node:timers/promises'
import { closingTimes, comeBackMs, untilOver } from '../../core/drain'
import { OtsyError } from '../../core/errors'
import type { ChatNamespace, ChatSocket } from './types'

/** How long one that does not read is waited for. */
const LAST_WORDS_MS = 1_000

/**
 * The end of a node whose people go on elsewhere. Connections are closed in batches, each once what it
 * has under way is answered; until its turn comes, a connection is served as ever.
 */
export class Departures {
  readonly #nsp: ChatNamespace

  constructor(nsp: ChatNamespace) {
    this.#nsp = nsp
  }

  /** Resolves when all are closed, or the time is up. */
  async all(drainMs: number): Promise<void> {
    const end = performance.now() + drainMs
    const sockets = shuffled([...this.#nsp.sockets.values()])
    const times = closingTimes(sockets.length, drainMs)
    let passed = 0
    const leaving: Promise<void>[] = []
    for (const [i, socket] of sockets.entries()) {
      const at = times[i] ?? 0
      if (at > passed) await delay(at - passed)
      passed = at
      leaving.push(this.#leave(socket, end))
    }
    await Promise.all(leaving)
  }

  async #leave(socket: ChatSocket, end: number): Promise<void> {
    if (!socket.connected) return
    const error = goingAway()
    socket.data.leaving = error
    await untilOver(socket.data.inFlight.idle(), end - performance.now())
    const { code, message, retryAfterMs } = error
    socket.emit('error', { code, message, event: 'connection', retry_after_ms: retryAfterMs })
    const { conn } = socket
    const closed = new Promise<void>((resolve) => conn.once('close', () => resolve()))
    socket.disconnect(true)
    // The last words are on their way until then.
    if (conn.readyState !== 'closed') await untilOver(closed, LAST_WORDS_MS)
  }
}

/** What is said to those who come or ask while a node goes. */
export function goingAway(): OtsyError {
  return new OtsyError('shutting_down', { retryAfterMs: comeBackMs() })
}

function shuffled<T>(all: T[]): T[] {
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[all[i], all[j]] = [all[j] as T, all[i] as T]
  }
  return all
}
