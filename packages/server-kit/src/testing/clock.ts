import { install, type Clock } from '@sinonjs/fake-timers'
import { mendHeap } from './mended-heap'

/** Turns of the event loop in which nothing moved, after which nothing will before a timer fires. */
const QUIET_TURNS = 6
/** A test that never comes to rest has a loop in it. */
const MOST_TURNS = 100_000

/** A clock that moves when it is told to. It is the clock of the whole process while it is installed. */
export class VirtualClock {
  readonly #clock: Clock
  readonly #turn: () => Promise<void>
  readonly #start: number
  #activity = 0
  #stepped = 0

  constructor(start: number) {
    this.#start = start
    const setImmediate = globalThis.setImmediate
    this.#turn = () => new Promise((resolve) => setImmediate(resolve))
    this.#clock = install({
      now: start,
      // What runs in a turn of the event loop stays real: by that the work gets done.
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    })
    mendHeap(this.#clock)
  }

  /** What `Date.now()` says. */
  get now(): number {
    return this.#clock.now
  }

  /** Milliseconds that have gone by; nobody sets it. */
  get elapsed(): number {
    return this.#clock.now - this.#start - this.#stepped
  }

  /** Sets the clock forward, or back, as an administrator would. No timer fires by it. */
  step(ms: number): void {
    this.#stepped += ms
    this.#clock.setSystemTime(this.#clock.now + ms)
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
      this.#next()
    }
    await this.settle()
  }

  /** Lets time go on until the promise settles; rejects when it has not after `mostMs`. */
  async until<T>(promise: Promise<T>, mostMs: number): Promise<T> {
    let isSettled = false
    const settled = () => (isSettled = true)
    promise.then(settled, settled)
    const end = this.elapsed + mostMs
    for (await this.settle(); !isSettled; await this.settle()) {
      if (this.elapsed >= end) throw new Error(`Nothing came of it within ${mostMs} ms.`)
      this.#next()
    }
    return await promise
  }

  #next(): void {
    const before = this.elapsed
    this.#clock.next()
    if (this.elapsed < before) throw new Error('Time went back.')
  }

  /** Gives the process its own clock back. */
  uninstall(): void {
    this.#clock.uninstall()
  }
}
