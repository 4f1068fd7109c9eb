/** What a node has told of one chat's log: everything up to `upTo`, and some numbers beyond it. */
export class Delivered {
  #upTo: number
  readonly #beyond = new Set<number>()

  constructor(upTo: number) {
    this.#upTo = upTo
  }

  /** The last number before the first hole. */
  get upTo(): number {
    return this.#upTo
  }

  has(changedSeq: number): boolean {
    return changedSeq <= this.#upTo || this.#beyond.has(changedSeq)
  }

  /** A change was told; false when it had been before. */
  note(changedSeq: number): boolean {
    if (this.has(changedSeq)) return false
    if (changedSeq === this.#upTo + 1) this.#upTo = changedSeq
    else this.#beyond.add(changedSeq)
    if (this.#beyond.size > 0) this.#close()
    return true
  }

  /** Everything up to a number is told, by a catch-up that passed over superseded changes. */
  advance(to: number): void {
    if (to <= this.#upTo) return
    this.#upTo = to
    for (const seq of this.#beyond) if (seq <= to) this.#beyond.delete(seq)
    this.#close()
  }

  #close(): void {
    while (this.#beyond.delete(this.#upTo + 1)) this.#upTo++
  }
}
