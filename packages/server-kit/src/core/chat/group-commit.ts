import { OtsyError } from '../errors'
import { nextTurn } from '../turn'
import type { Append, AppendOutcome, ChatStore } from './port'

/** Messages in one commit. Smaller ones cost more each; of bigger ones the store makes two statements. */
const BATCH = 512
/** Messages waiting before new ones are refused: a few seconds of work for a slow database. */
const MOST_WAITING = 20_000

type Store = Pick<ChatStore<never>, 'append'>

interface Waiting {
  readonly append: Append
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (cause: unknown) => void
}

/** What became of a batch: an outcome each, or why there is none. */
type Settled = { readonly outcomes: readonly AppendOutcome[] } | { readonly cause: unknown }

interface Commit {
  readonly batch: readonly Waiting[]
  /** Never rejects. */
  readonly result: Promise<Settled>
}

/**
 * Sends that arrive while a commit is in flight go together in the next one. A chat that answers
 * `busy` (a host's transaction holds it) leaves the common queue and waits in a lane of its own, with
 * everything that comes for it after, so that the order in a chat is always the order of arrival.
 */
export class GroupCommit {
  readonly #store: Store
  #queue: Waiting[] = []
  /** Those in the queue and in the lanes. */
  #waiting = 0
  #inFlight = 0
  readonly #lanes = new Map<string, Waiting[]>()
  #idle: (() => void)[] = []

  constructor(store: Store) {
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
    await nextTurn()
    let commit = this.#begin(this.#queue, false)
    while (commit !== null) {
      const { batch, result } = commit
      const settled = await result
      this.#divert(busyOf(batch, settled))
      // The database works on the next batch while this process tells everyone of the last one.
      commit = this.#begin(this.#queue, false)
      answer(batch, settled)
    }
    this.#inFlight--
    this.#tellIdle()
  }

  /** Takes a batch from a queue to the store; null when nothing waits. */
  #begin(queue: Waiting[], wait: boolean): Commit | null {
    if (queue.length === 0) return null
    const batch = this.#taken(queue)
    const appends = batch.map(({ append }) => append)
    const result = this.#store.append(appends, { wait }).then(
      (outcomes): Settled => ({ outcomes }),
      (cause: unknown): Settled => ({ cause }),
    )
    return { batch, result }
  }

  #taken(queue: Waiting[]): Waiting[] {
    const batch = queue.splice(0, BATCH)
    this.#waiting -= batch.length
    return batch
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
    for (let commit = this.#begin(lane, true); commit !== null; commit = this.#begin(lane, true)) {
      answer(commit.batch, await commit.result)
    }
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

function busyOf(batch: readonly Waiting[], settled: Settled): readonly Waiting[] {
  if ('cause' in settled) return []
  return batch.filter((_, i) => settled.outcomes[i]?.outcome === 'busy')
}

/** Tells each sender, but those whose chat was busy: they are told when their lane commits. */
function answer(batch: readonly Waiting[], settled: Settled): void {
  for (const [i, { append, resolve, reject }] of batch.entries()) {
    if ('cause' in settled) {
      reject(causeFor(append, settled.cause))
      continue
    }
    const outcome = settled.outcomes[i]
    if (outcome === undefined) reject(new Error('The store answered too few outcomes.'))
    else if (outcome.outcome !== 'busy') resolve(outcome)
  }
}

/** Whoever gave a key may send again whatever became of the batch; the key tells a second one. */
function causeFor({ draft }: Append, cause: unknown): unknown {
  const isUnknown = cause instanceof OtsyError && cause.code === 'outcome_unknown'
  const mayRepeat = isUnknown && draft.client_id !== undefined
  return mayRepeat ? new OtsyError('storage_unavailable', { cause }) : cause
}
