/** Work that never rejects, done again and again, each time some milliseconds after the last ended. */
export class Rounds {
  readonly #everyMs: number
  readonly #work: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(everyMs: number, work: () => Promise<void>) {
    this.#everyMs = everyMs
    this.#work = work
  }

  /** Begins a round; where one is under way, another one right after it. */
  now(): void {
    if (this.#stopped) return
    if (this.#working !== undefined) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#working = this.#work().finally(() => {
      this.#working = undefined
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

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#working
  }
}
