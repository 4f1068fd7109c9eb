/** Lets so many tasks of one key run at a time; the others wait, in the order they came. */
export class Turns {
  readonly #atOnce: number
  readonly #keys = new Map<string, { running: number; readonly waiting: (() => void)[] }>()

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** How many of the key wait. */
  waiting(key: string): number {
    return this.#keys.get(key)?.waiting.length ?? 0
  }

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const own = this.#keys.get(key) ?? { running: 0, waiting: [] }
    this.#keys.set(key, own)
    if (own.running < this.#atOnce) own.running++
    else await new Promise<void>((resolve) => own.waiting.push(resolve))
    try {
      return await task()
    } finally {
      // Whoever comes next takes over the place.
      const next = own.waiting.shift()
      if (next !== undefined) next()
      else if (--own.running === 0) this.#keys.delete(key)
    }
  }
}
