/** Work that never rejects, done again and again, each time some milliseconds after the last ended. */
export class Rounds {
  readonly #everyMs: number
  readonly #work: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  #isWorking = false
  #again = false
  #stopped = false

  constructor(everyMs: number, work: () => Promise<void>) {
    this.#everyMs = everyMs
    this.#work = work
  }

  /** Begins a round; where one is under way, another one right after it. */
  now(): void {
    if (this.#stopped) return
    if (this.#isWorking) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#isWorking = true
    void this.#work().finally(() => {
      this.#isWorking = false
      if (this.#stopped) return
      if (this.#again) {
        this.#again = false
        this.now()
        return
      }
      this.#timer = setTimeout(() => this.now(), this.#everyMs)
      this.#timer.unref()
    })
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }
}
