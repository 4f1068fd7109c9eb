import { install, type Clock } from '@sinonjs/fake-timers'

/** Turns of the event loop in which nothing moved, after which nothing will before a timer fires. */
const QUIET_TURNS = 6
/** A test that never comes to rest has a loop in it. */
const MOST_TURNS = 100_000

/** A clock that moves when it is told to. It is the clock of the whole process while it is installed. */
export class VirtualClock {
  readonly #clock: Clock
  readonly #turn: () => Promise<void>
  #activity = 0

  constructor(start: number) {
    const setImmediate = globalThis.setImmediate
    this.#turn = () => new Promise((resolve) => setImmediate(resolve))
    this.#clock = install({
      now: start,
      // What runs in a turn of the event loop stays real: by that the work gets done.
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    })
  }

  get now(): number {
    return this.#clock.now
  }

  /** Something moved: it is not quiet yet. */
  stir(): void {
    this.#activity++
  }

  /** Resolves when nothing moves any more without time going on. */
  async settle(): Promise<void> {
    let turns = 0
    for (let quiet = 0; quiet < QUIET_TURNS; turns++) {
      if (turns > MOST_TURNS) throw new Error('Something is always under way; time cannot go on.')
      const before = this.#activity
      await this.#turn()
      quiet = this.#activity === before ? quiet + 1 : 0
    }
  }

  /** Lets time go on, from one timer to the next, and everything settle in between. */
  async advance(ms: number): Promise<void> {
    let arrived = false
    this.#clock.setTimeout(() => (arrived = true), ms)
    while (!arrived) {
      await this.settle()
      this.#clock.next()
    }
    await this.settle()
  }

  /** Gives the process its own clock back. */
  uninstall(): void {
    this.#clock.uninstall()
  }
}
