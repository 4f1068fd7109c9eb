/** Counts what is under way, so that an end can wait for it. */
export class InFlight {
  #count = 0
  #waiting: (() => void)[] = []

  async run<T>(work: () => T | Promise<T>): Promise<T> {
    this.enter()
    try {
      return await work()
    } finally {
      this.leave()
    }
  }

  /** One thing more is under way, until its `leave`. */
  enter(): void {
    this.#count++
  }

  leave(): void {
    if (--this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
