const WINDOW_MS = 1_000

/**
 * How long the store lets everyone wait: the shortest wait of those that ended in the last second or
 * two, and where none ended, the longest of those still under way. One chat that is locked, or one
 * large page, slows itself alone and counts for nothing; a slow database, an exhausted pool or a
 * connection gone silent slow everyone.
 */
export class Pressure {
  readonly #now: () => number
  readonly #underWay = new Set<{ readonly since: number }>()
  #window = 0
  #least = Infinity
  #leastBefore = Infinity

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  async measure<T>(work: Promise<T>): Promise<T> {
    const begun = { since: this.#now() }
    this.#underWay.add(begun)
    try {
      return await work
    } finally {
      this.#underWay.delete(begun)
      this.#turn()
      this.#least = Math.min(this.#least, this.#now() - begun.since)
    }
  }

  get waitMs(): number {
    this.#turn()
    const least = Math.min(this.#least, this.#leastBefore)
    if (least !== Infinity) return least
    // A Set keeps the order in which they began.
    for (const { since } of this.#underWay) return this.#now() - since
    return 0
  }

  #turn(): void {
    const window = Math.floor(this.#now() / WINDOW_MS)
    if (window === this.#window) return
    this.#leastBefore = window === this.#window + 1 ? this.#least : Infinity
    this.#least = Infinity
    this.#window = window
  }
}

/** The same object, whose answers are waited for under measurement; `isMeasured` may leave calls out. */
export function measured<T extends object>(
  target: T,
  pressure: Pressure,
  isMeasured: (method: string, args: readonly unknown[]) => boolean,
): T {
  const calls = new Map<PropertyKey, unknown>()
  return new Proxy(target, {
    get(inner, property) {
      const known = calls.get(property)
      if (known !== undefined) return known
      const value: unknown = Reflect.get(inner, property)
      if (typeof value !== 'function') return value
      const call = (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(value, inner, args)
        if (!(answer instanceof Promise) || !isMeasured(String(property), args)) return answer
        return pressure.measure(answer)
      }
      calls.set(property, call)
      return call
    },
  })
}
