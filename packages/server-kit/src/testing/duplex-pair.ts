import { Duplex } from 'node:stream'

/** One end of a connection that never leaves the process. */
class End extends Duplex {
  other: End | undefined
  readonly #onMove: () => void

  constructor(onMove: () => void) {
    super({ allowHalfOpen: false })
    this.#onMove = onMove
  }

  override _read(): void {
    // The other end pushes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#onMove()
    // Never within the turn that wrote it: on no real line an answer is there before the question is out.
    setImmediate(() => {
      this.#onMove()
      if (!this.other?.destroyed) this.other?.push(chunk)
      done()
    })
  }

  override _final(done: () => void): void {
    this.#onMove()
    setImmediate(() => {
      this.#onMove()
      if (!this.other?.destroyed) this.other?.push(null)
      done()
    })
  }

  override _destroy(_cause: Error | null, done: () => void): void {
    this.#onMove()
    const { other } = this
    if (other !== undefined && !other.destroyed) setImmediate(() => other.destroy())
    done()
  }

  // What servers and clients set on a TCP connection, and what has no meaning here.
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  readonly remoteAddress = '127.0.0.1'
}

/** Two ends; what is written to one is read from the other. Destroying one destroys both. */
export function duplexPair(onMove: () => void): readonly [Duplex, Duplex] {
  const [one, two] = [new End(onMove), new End(onMove)]
  one.other = two
  two.other = one
  return [one, two]
}
