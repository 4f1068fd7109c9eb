/** Runs tasks of one key one after another, tasks of different keys side by side. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>()

  get isEmpty(): boolean {
    return this.#tails.size === 0
  }

  /** Whether something of the key is under way. */
  has(key: string): boolean {
    return this.#tails.has(key)
  }

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    const result = before.then(task, task)
    const tail = result.then(
      () => undefined,
      () => undefined,
    )
    this.#tails.set(key, tail)
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    return result
  }
}
