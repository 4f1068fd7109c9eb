import { OtsyError } from './errors'
import { TookTooLong, within } from './within'

/**
 * Calls a function of the host and waits for its answer, but not for ever: one that never answers would
 * hold up whoever needs it, also long after it is well again. Rejects with what it throws, and with
 * `overloaded` when the time is up: what comes later is not heard, so nothing was done and whoever
 * asked may ask again. The name is for the operator.
 */
export type AwaitHost = <T>(name: string, call: () => T | PromiseLike<T>) => Promise<T>

export function awaitHostFor(ms: number): AwaitHost {
  return async (name, call) => {
    const answer = call()
    // Most answer at once, and need no timer.
    if (!isThenable(answer)) return answer
    try {
      return await within(ms, name, answer)
    } catch (cause) {
      if (!(cause instanceof TookTooLong)) throw cause
      const message = 'The application took too long to answer.'
      const retryAfterMs = Math.ceil(1_000 + 1_000 * Math.random())
      throw new OtsyError('overloaded', { message, retryAfterMs, cause })
    }
  }
}

function isThenable<T>(answer: T | PromiseLike<T>): answer is PromiseLike<T> {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'then' in answer &&
    typeof answer.then === 'function'
  )
}
