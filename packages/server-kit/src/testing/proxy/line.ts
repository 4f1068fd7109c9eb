import { decide, type Direction, type Fate, type NetworkFaults } from '../fate'
import { seededRandom } from '../random'

export interface LineOptions {
  readonly seed: number
  readonly direction: Direction
  readonly faults: () => NetworkFaults
  readonly isBlocked: () => boolean
  readonly onFate: (fate: Fate) => void
  readonly onCut: () => void
}

/** One direction of one connection: frames go in, and come out late, twice, in another order or never. */
export class Line {
  readonly #options: LineOptions
  readonly #random: () => number
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #queue: (() => void)[] = []
  #lastArrival = 0
  #isOver = false

  constructor(options: LineOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed)
  }

  carry(arrive: () => void): void {
    const { faults, isBlocked, onFate, onCut } = this.#options
    // Decided in any case, so that the fate of a frame does not hang on when a block began.
    const { fate, ms, isOvertaken } = decide(this.#random, faults())
    if (isBlocked()) return onFate('lost in silence')
    onFate(fate)
    if (fate === 'dropped') return
    if (fate === 'cut') return onCut()
    const times = fate === 'duplicated' ? 2 : 1
    for (let i = 0; i < times; i++) {
      if (isOvertaken) this.#after(ms, arrive)
      else this.#inOrder(performance.now() + ms, arrive)
    }
  }

  /** Calls back once nothing is under way in order any more. */
  afterwards(run: () => void): void {
    this.#inOrder(this.#lastArrival, run)
  }

  /** What is under way arrives no more. */
  end(): void {
    this.#isOver = true
    this.#queue.length = 0
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #inOrder(at: number, arrive: () => void): void {
    this.#lastArrival = Math.max(at, this.#lastArrival)
    const ms = this.#lastArrival - performance.now()
    if (ms <= 0 && this.#queue.length === 0) return arrive()
    // Timers round, each by itself; the queue keeps the order.
    this.#queue.push(arrive)
    this.#after(ms, () => this.#queue.shift()?.())
  }

  #after(ms: number, run: () => void): void {
    if (this.#isOver) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }
}
