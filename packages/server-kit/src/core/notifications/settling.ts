import { byHalves } from './by-halves'
import type { DeliveryResult } from './model'
import type { NotificationStore } from './port'

/** Tries to write down what became of pushes, with pauses of 1, 2, 3 … seconds. */
const ATTEMPTS = 6

/** Results that come while others are being written go together in the next write. */
export class Settling {
  readonly #store: Pick<NotificationStore<never>, 'settle'>
  #waiting: DeliveryResult[] = []
  #next: Promise<void> | undefined
  #writing: Promise<unknown> = Promise.resolve()

  constructor(store: Pick<NotificationStore<never>, 'settle'>) {
    this.#store = store
  }

  /** Resolves when it is written; rejects when the store could not be had for a while. */
  settle(result: DeliveryResult): Promise<void> {
    this.#waiting.push(result)
    this.#next ??= this.#write()
    return this.#next
  }

  async #write(): Promise<void> {
    const before = this.#writing
    const written = before.then(() => {
      const results = this.#waiting
      this.#waiting = []
      this.#next = undefined
      return this.#written(results)
    })
    this.#writing = written.catch(() => {})
    await written
  }

  /** A push that went out must not go out again because the database was away for a moment. */
  async #written(results: readonly DeliveryResult[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await byHalves(
          results,
          (some) => this.#settled(some),
          (one) => this.#settled([unkept(one)]),
        )
        return
      } catch (cause) {
        if (attempt === ATTEMPTS) throw cause
        await new Promise((resolve) => setTimeout(resolve, attempt * 1_000))
      }
    }
  }

  async #settled(results: readonly DeliveryResult[]): Promise<readonly never[]> {
    await this.#store.settle(results)
    return []
  }
}

/** What is written of a result that the store cannot keep: the push is over all the same. */
function unkept({ id, claim }: DeliveryResult): DeliveryResult {
  const detail = 'its outcome could not be kept'
  return { id, claim, outcome: 'failed', step: { step: 'push', outcome: 'failed', detail } }
}
