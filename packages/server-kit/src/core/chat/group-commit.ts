import { OtsyError } from '../errors'
import type { Append, AppendOutcome, ChatStore } from './port'

/** Messages in one commit. Beyond a few hundred a bigger batch gains nothing and delays the first. */
const BATCH = 500
/** Messages waiting before new ones are refused: a few seconds of work for a slow database. */
const MOST_WAITING = 20_000

interface Waiting {
  readonly append: Append
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (cause: unknown) => void
}

/**
 * Sends that arrive while a commit is in flight go together in the next one. A chat that answers
 * `busy` (a host's transaction holds it) leaves the common queue and waits in a lane of its own, with
 * everything that comes for it after, so that the order in a chat is always the order of arrival.
 */
export class GroupCommit {
  readonly #store: Pick<ChatStore<never>, 'append'>
  #queue: Waiting[] = []
  /** Those in the queue and in the lanes. */
  #waiting = 0
  #inFlight = 0
  readonly #lanes = new Map<string, Waiting[]>()
  #idle: (() => void)[] = []

  constructor(store: Pick<ChatStore<never>, 'append'>) {
    this.#store = store
  }

  /** Throws `overloaded` when too much waits already; nothing was stored then. */
  append(append: Append): Promise<AppendOutcome> {
    if (this.#waiting >= MOST_WAITING) {
      return Promise.reject(new OtsyError('overloaded', { retryAfterMs: 1_000 }))
    }
    return new Promise((resolve, reject) => {
      const waiting = { append, resolve, reject }
      this.#waiting++
      const lane = this.#lanes.get(append.chat_id)
      if (lane !== undefined) {
        lane.push(waiting)
        return
      }
      this.#queue.push(waiting)
      if (this.#inFlight === 0) void this.#drain()
    })
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async settled(): Promise<void> {
    if (this.#inFlight === 0 && this.#lanes.size === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async #drain(): Promise<void> {
    this.#inFlight++
    // Lets in everything that this turn of the event loop reads from the sockets.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#queue.length > 0) {
      const batch = this.#taken(this.#queue)
      const busy = await this.#commit(batch, false)
      this.#divert(busy)
    }
    this.#inFlight--
    this.#tellIdle()
  }

  #taken(queue: Waiting[]): Waiting[] {
    const batch = queue.splice(0, BATCH)
    this.#waiting -= batch.length
    return batch
  }

  /** Commits a batch and answers those in it; returns the ones whose chat was busy. */
  async #commit(batch: readonly Waiting[], wait: boolean): Promise<Waiting[]> {
    let outcomes: AppendOutcome[]
    try {
      outcomes = await this.#store.append(
        batch.map(({ append }) => append),
        { wait },
      )
    } catch (cause) {
      for (const { reject } of batch) reject(cause)
      return []
    }
    const busy: Waiting[] = []
    batch.forEach((waiting, i) => {
      const outcome = outcomes[i]
      if (outcome === undefined) waiting.reject(new Error('The store answered too few outcomes.'))
      else if (outcome.outcome === 'busy') busy.push(waiting)
      else waiting.resolve(outcome)
    })
    return busy
  }

  /** Gives each busy chat a lane: those just refused first, then what was queued behind them. */
  #divert(busy: readonly Waiting[]): void {
    if (busy.length === 0) return
    const lanes = new Map<string, Waiting[]>()
    this.#waiting += busy.length
    for (const waiting of busy) {
      const lane = lanes.get(waiting.append.chat_id)
      if (lane === undefined) lanes.set(waiting.append.chat_id, [waiting])
      else lane.push(waiting)
    }
    this.#queue = this.#queue.filter((waiting) => {
      const lane = lanes.get(waiting.append.chat_id)
      lane?.push(waiting)
      return lane === undefined
    })
    for (const [chatId, lane] of lanes) {
      this.#lanes.set(chatId, lane)
      void this.#drainLane(chatId, lane)
    }
  }

  async #drainLane(chatId: string, lane: Waiting[]): Promise<void> {
    while (lane.length > 0) await this.#commit(this.#taken(lane), true)
    this.#lanes.delete(chatId)
    this.#tellIdle()
  }

  #tellIdle(): void {
    if (this.#inFlight > 0 || this.#lanes.size > 0) return
    const idle = this.#idle
    this.#idle = []
    for (const resolve of idle) resolve()
  }
}
