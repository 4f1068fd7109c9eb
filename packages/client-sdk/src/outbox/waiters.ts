import type { Message } from '@otsy/protocol'
import type { OtsyError } from '../error'

interface Waiter {
  readonly promise: Promise<Message>
  readonly resolve: (message: Message) => void
  readonly reject: (error: OtsyError) => void
}

/** The promises of those who sent something and wait to hear of it. */
export class Waiters {
  readonly #waiting = new Map<string, Waiter>()

  wait(clientId: string): Promise<Message> {
    const known = this.#waiting.get(clientId)
    if (known !== undefined) return known.promise
    let settle: Omit<Waiter, 'promise'> | undefined
    const promise = new Promise<Message>((resolve, reject) => {
      settle = { resolve, reject }
    })
    // A failure shows as a row and as an event too, so not awaiting the promise is no mistake.
    promise.catch(() => undefined)
    if (settle !== undefined) this.#waiting.set(clientId, { promise, ...settle })
    return promise
  }

  resolve(clientId: string, message: Message): void {
    this.#waiting.get(clientId)?.resolve(message)
    this.#waiting.delete(clientId)
  }

  reject(clientId: string, error: OtsyError): void {
    this.#waiting.get(clientId)?.reject(error)
    this.#waiting.delete(clientId)
  }

  rejectAll(error: OtsyError): void {
    for (const clientId of [...this.#waiting.keys()]) this.reject(clientId, error)
  }
}
