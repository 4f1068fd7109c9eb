interface Lane {
  tail: Promise<unknown>
  length: number
}

/** Runs tasks of one key one after another, tasks of different keys side by side. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>()

  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  /** How many of the key are under way or wait. */
  length(key: string): number {
    return this.#lanes.get(key)?.length ?? 0
  }

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key) ?? { tail: Promise.resolve(), length: 0 }
    this.#lanes.set(key, lane)
    lane.length++
    const result = lane.tail.then(task)
    const done = () => {
      if (--lane.length === 0) this.#lanes.delete(key)
    }
    lane.tail = result.then(done, done)
    return result
  }
}
