import { OtsyError } from '../../../core/errors'
import type { Database, Param, Session, SqlTransaction } from '../database'
import type { Statement } from '../statement'
import { sessionOf } from './query-session'

/** What is used of a PGlite instance. The host's own fits as it is. */
export interface PgliteLike extends SqlTransaction {
  readonly waitReady: Promise<void>
  transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T>
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>
}

/** An instance of PGlite that the host uses too, and closes itself. */
export class SharedPglite implements Database {
  readonly isServer = false
  readonly #db: PgliteLike
  readonly #working = new Set<Promise<unknown>>()
  #stopListening: (() => Promise<void>)[] = []
  #closing: Promise<void> | undefined

  constructor(db: PgliteLike) {
    this.#db = db
  }

  async open(): Promise<void> {
    if (this.#closing) throw new Error('The storage was closed; make another one.')
    await this.#db.waitReady
  }

  run<R>(statement: Statement, params: readonly Param[] = []): Promise<R[]> {
    return this.#tracked(() => sessionOf(this.#db).run<R>(statement, params))
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#tracked(() => this.#db.transaction((tx) => work(sessionOf(tx))))
  }

  async listen(channel: string, heard: (payload: string) => void): Promise<void> {
    this.#stopListening.push(await this.#db.listen(channel, heard))
  }

  /** The host knows where its instance lives and when it was replaced. */
  async fingerprint(): Promise<string> {
    return ''
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      while (this.#working.size > 0) await Promise.allSettled(this.#working)
      for (const stop of this.#stopListening) await stop()
    })()
    return this.#closing
  }

  #tracked<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(new OtsyError('storage_unavailable'))
    const working = work()
    this.#working.add(working)
    return working.finally(() => this.#working.delete(working))
  }
}
