import { Circuit } from './circuit'
import type { PushAnswer } from './sender'

/** Pushes under way to one push service before no more are claimed for it. */
const MOST_UNDER_WAY = 64
/** Names of push services are without number; of those that failed, the ones used last are kept. */
const MOST_CIRCUITS = 1_024

/** How each push service is getting on: each has its own pace, and one that is down holds up no other. */
export class Pace {
  readonly #now: () => number
  /** Only of services that failed and have not answered well since. */
  readonly #circuits = new Map<string, Circuit>()
  readonly #underWay = new Map<string, number>()

  /** `now`: a steady clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Origins for which nothing more is claimed now. */
  busy(): string[] {
    const now = this.#now()
    const paused = [...this.#circuits].filter(([, circuit]) => circuit.isPaused(now))
    const full = [...this.#underWay].filter(([, count]) => count >= MOST_UNDER_WAY)
    return [...new Set([...paused, ...full].map(([origin]) => origin))]
  }

  began(origin: string): void {
    this.#underWay.set(origin, (this.#underWay.get(origin) ?? 0) + 1)
  }

  /** Answers whether there is room again where there was none. */
  ended(origin: string): boolean {
    const left = (this.#underWay.get(origin) ?? 1) - 1
    if (left > 0) this.#underWay.set(origin, left)
    else this.#underWay.delete(origin)
    return left === MOST_UNDER_WAY - 1
  }

  /** What it answered to a push for one device. */
  heard(origin: string, answer: PushAnswer, device: string): void {
    // Without a status it was not even called.
    if (answer.outcome === 'refused' && answer.status === undefined) return
    if (answer.outcome !== 'retry') {
      this.#circuits.delete(origin)
      return
    }
    const circuit = this.#circuits.get(origin) ?? new Circuit()
    this.#circuits.delete(origin)
    this.#circuits.set(origin, circuit)
    const { reason, retryAfterMs = 0 } = answer
    // Some services say so of a device that gets too much, and ask for a pause for that one alone.
    circuit.failed(this.#now(), reason === 'busy' ? { device } : { pauseMs: retryAfterMs })
    const [oldest] = this.#circuits.keys()
    if (this.#circuits.size > MOST_CIRCUITS && oldest !== undefined) this.#circuits.delete(oldest)
  }
}
