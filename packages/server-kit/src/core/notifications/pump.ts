import type { Logger } from '../log'

export interface PumpOptions {
  readonly name: string
  /** Does a part of the work; true when there may be more at once, `soon` when after a rest. */
  readonly turn: () => Promise<boolean | 'soon'>
  /** Milliseconds it rests after a turn that left no more at once, woken or not; default none. */
  readonly restMs?: number
  /** Milliseconds after which it looks by itself: for work that other nodes left, and for what is due. */
  readonly everyMs: number
  readonly logger: Logger
}

/** Milliseconds before the next turn after one that failed. */
const AFTER_FAILURE_MS = 1_000

/** Does work in turns, one after the other, as long as there is some; then waits to be woken. */
export class Pump {
  readonly #options: PumpOptions
  #running: Promise<void> | undefined
  #again = false
  #stopped = true
  #timer: NodeJS.Timeout | undefined
  #endRest: (() => void) | undefined

  constructor(options: PumpOptions) {
    this.#options = options
  }

  start(): void {
    this.#stopped = false
    this.wake()
  }

  /** There is something to do. */
  wake(): void {
    if (this.#stopped) return
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#again) this.wake()
    })
  }

  /** Resolves when the turn under way is over; there will be no other. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#endRest?.()
    await this.#running
  }

  /** What wakes it meanwhile is looked at in one turn. */
  async #rest(): Promise<void> {
    const { restMs = 0 } = this.#options
    if (restMs === 0 || this.#stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs)
      this.#endRest = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#endRest = undefined
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    let next = this.#options.everyMs
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        const more = await this.#options.turn()
        if (more !== false) this.#again = true
        if (more !== true) await this.#rest()
      } catch (cause) {
        if (this.#stopped) return
        this.#options.logger.warn({ err: cause }, `${this.#options.name} failed; trying again`)
        next = AFTER_FAILURE_MS
        this.#again = false
      }
    }
    if (this.#stopped) return
    this.#timer = setTimeout(() => this.wake(), next)
    this.#timer.unref()
  }
}
