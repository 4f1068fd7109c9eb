import type { NotificationLike, PoolClientLike, PoolLike } from './pool-like'

const RETRY_MS = 1_000

/**
 * Holds one connection of the pool to hear notifications; gets another when it breaks, and says null
 * then, since nobody knows what was notified meanwhile.
 */
export class PgListener {
  readonly #pool: PoolLike
  readonly #channel: string
  readonly #heard: (payload: string | null) => void
  readonly #cut: (cause: unknown) => void
  #letGo: (() => void) | undefined
  #retry: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: {
    pool: PoolLike
    channel: string
    heard: (payload: string | null) => void
    /** The connection broke, or none is to be had. */
    cut?: (cause: unknown) => void
  }) {
    this.#pool = options.pool
    this.#channel = options.channel
    this.#heard = options.heard
    this.#cut = options.cut ?? (() => {})
  }

  /** Rejects where the first connection fails; later ones are tried again. */
  async start(): Promise<void> {
    const client = await this.#pool.connect()
    if (this.#stopped) return client.release(true)
    this.#hold(client)
    await client.query({ text: `listen ${this.#channel}` })
  }

  /** As `start`, but tries until it succeeds, and says null then as after any gap. */
  startInTime(): void {
    this.start().then(
      () => {
        if (!this.#stopped) this.#heard(null)
      },
      (cause: unknown) => {
        this.#letGo?.()
        this.#cut(cause)
        this.#again()
      },
    )
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#letGo?.()
  }

  #hold(client: PoolClientLike): void {
    let held = true
    this.#letGo = () => {
      if (!held) return
      held = false
      // Not back to the pool: it would go on listening there.
      client.release(true)
    }
    const lost = (cause: unknown = new Error('The connection was closed.')) => {
      if (!held) return
      this.#letGo?.()
      this.#cut(cause)
      this.#again()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ channel, payload }: NotificationLike) => {
      if (held && channel === this.#channel && payload !== undefined) this.#heard(payload)
    })
  }

  #again(): void {
    // A connection that breaks while it begins to listen tells of it twice.
    if (this.#stopped || this.#retry !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.startInTime()
    }, RETRY_MS)
    this.#retry.unref()
  }
}
