import { Pool } from 'undici'
import type { PushAnswer } from '../../core/notifications/sender'
import type { Lookup } from './addresses'
import { Authorization } from './authorization'
import { Exchange } from './exchange'
import type { Vapid } from './vapid'

export interface ServiceOptions {
  readonly vapid: Vapid
  readonly timeoutMs: number
  /** At most, to one push service. */
  readonly connections: number
  readonly lookup: Lookup
}

export interface Post {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Idle connections are kept so long unless the other side says otherwise. */
const KEEP_ALIVE_MS = 30_000
const MOST_HEADER_BYTES = 16 * 1_024

/** One push service: connections that stay open, and the signature it knows us by. */
export class Service {
  readonly #pool: Pool
  readonly #authorization: Authorization
  readonly #timeoutMs: number

  constructor(origin: string, ca: string | null, options: ServiceOptions) {
    const { vapid, timeoutMs, connections, lookup } = options
    this.#timeoutMs = timeoutMs
    this.#authorization = new Authorization(vapid, origin)
    this.#pool = new Pool(origin, {
      ...{ connections, pipelining: 1, allowH2: false },
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MOST_HEADER_BYTES,
      // An exchange keeps its own time.
      ...{ headersTimeout: 0, bodyTimeout: 0 },
      connect: { timeout: timeoutMs, ...(ca === null ? { lookup } : { ca }) },
    })
  }

  /** Never rejects. */
  async post(post: Post): Promise<PushAnswer> {
    const until = performance.now() + this.#timeoutMs
    const { header } = this.#authorization
    const answer = await this.#exchange(post, header, this.#timeoutMs)
    // A signature made by a clock that was wrong then is refused like one of another key.
    if (answer.outcome !== 'key_mismatch' || !this.#authorization.isRenewed(header)) return answer
    const left = Math.max(1, until - performance.now())
    return await this.#exchange(post, this.#authorization.header, left)
  }

  /** Resolves when what is under way is over. */
  close(): Promise<void> {
    return this.#pool.close()
  }

  #exchange(post: Post, authorization: string, timeoutMs: number): Promise<PushAnswer> {
    const { path, headers, body } = post
    return new Promise((resolve) => {
      const exchange = new Exchange(timeoutMs, resolve)
      const request = {
        path,
        method: 'POST',
        headers: { ...headers, authorization },
        body,
      } as const
      this.#pool.dispatch(request, exchange)
    })
  }
}
