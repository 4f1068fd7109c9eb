import { nextTurn } from '../turn'

/**
 * Tells what became of sends, a slice in each turn of the event loop. In between the slice's frames leave,
 * and the store's answer to the next commit is heard, so that the store need not wait for all the telling.
 */
export class Answers {
  /** The most told of in one go, but for a key that has more; infinite: all, at once. */
  readonly #slice: number
  readonly #slices: (readonly (() => void)[])[] = []
  #isTelling = false

  constructor(slice: number) {
    this.#slice = slice
  }

  /** Those of one key stay together and in order: what one connection is told leaves in one piece. */
  tell(all: Iterable<readonly [key: string, tell: () => void]>): void {
    if (this.#slice === Infinity) {
      for (const [, tell] of all) tell()
      return
    }
    const byKey = new Map<string, (() => void)[]>()
    for (const [key, tell] of all) {
      const group = byKey.get(key)
      if (group === undefined) byKey.set(key, [tell])
      else group.push(tell)
    }
    let slice: (() => void)[] = []
    for (const group of byKey.values()) {
      slice.push(...group)
      if (slice.length < this.#slice) continue
      this.#slices.push(slice)
      slice = []
    }
    if (slice.length > 0) this.#slices.push(slice)
    if (!this.#isTelling) void this.#run()
  }

  async #run(): Promise<void> {
    this.#isTelling = true
    for (let slice = this.#slices.shift(); slice !== undefined; slice = this.#slices.shift()) {
      for (const tell of slice) tell()
      // In the first turn its frames leave, after the second whatever came meanwhile was read.
      await nextTurn()
      await nextTurn()
    }
    this.#isTelling = false
  }
}
