import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { PushAnswer } from '../../core/notifications/sender'
import { answerOf, answerWithout } from './answers'

/** Push services say little; more is not read. */
const MOST_BYTES = 16 * 1_024

/**
 * One request and its answer, which has a certain time whatever happens. The status is the answer; what
 * comes after it is read only so that the connection can be used again, and cut where it does not end.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: PushAnswer) => void
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | null = null
  #answer: PushAnswer | null = null
  #bytes = 0
  #isOver = false

  constructor(timeoutMs: number, resolve: (answer: PushAnswer) => void) {
    this.#resolve = resolve
    this.#timer = setTimeout(() => this.#cut({ outcome: 'retry', reason: 'timeout' }), timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(new Error('Its time was over before it began.'))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status >= 200) this.#answer = answerOf(status, headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > MOST_BYTES) this.#cut({ outcome: 'retry', reason: 'endless_answer' })
  }

  onResponseEnd(): void {
    this.#end({ outcome: 'retry', reason: 'unreachable' })
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#end(answerWithout(cause))
  }

  #cut(withoutStatus: PushAnswer): void {
    this.#end(withoutStatus)
    this.#controller?.abort(new Error('The answer was cut.'))
  }

  #end(withoutStatus: PushAnswer): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#resolve(this.#answer ?? withoutStatus)
  }
}
