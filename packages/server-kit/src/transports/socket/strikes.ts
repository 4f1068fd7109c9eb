/** Refused events after which a flooding connection is cut. */
const MOST = 100
/** A connection that was not refused for so long is no flood. */
const QUIET_MS = 60_000

/** How often one connection was refused for its rate. */
export class Strikes {
  #count = 0
  #last = 0

  /** Notes one more, at a time in milliseconds; whether that is too many. */
  add(now: number): boolean {
    if (now - this.#last >= QUIET_MS) this.#count = 0
    this.#last = now
    return ++this.#count > MOST
  }
}
