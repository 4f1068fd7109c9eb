import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite, protocol, type messages } from '@electric-sql/pglite'
import { OtsyError } from '../../../core/errors'
import { nextTurn } from '../../../core/turn'
import type { Database, Param, Session } from '../database'
import { SqlFault } from '../faults'
import type { Statement } from '../statement'
import { lockFolder, type FolderLock } from './folder-lock'

const { serialize } = protocol

/**
 * PGlite in a folder of its own (null: in memory). Nobody else has the instance, so statements are
 * kept prepared, which makes a single send several times as fast, and one queue is all the order.
 *
 * PGlite writes through to the operating system before it answers, so what is acknowledged survives
 * the end of the process, whatever ends it.
 */
export class OwnedPglite implements Database, Session {
  readonly isServer = false
  readonly #dataDir: string | null
  readonly #prepared = new Set<string>()
  #lock: FolderLock | undefined
  #db: PGlite | undefined
  #last: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(dataDir: string | null) {
    this.#dataDir = dataDir
  }

  async open(): Promise<void> {
    if (this.#closing) throw new Error('The storage was closed; make another one.')
    if (this.#db) return
    if (this.#dataDir !== null) this.#lock = await lockFolder(this.#dataDir)
    this.#db = await PGlite.create({ dataDir: this.#dataDir ?? 'memory://' })
  }

  run<R>(statement: Statement, params: readonly Param[] = []): Promise<R[]> {
    return this.#exclusively(() => this.#execute<R>(statement, params))
  }

  /** Nothing else can hold a lock here, so there is nothing to wait for. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session: Session = { run: (statement, params) => this.#execute(statement, params ?? []) }
    return this.#exclusively(async () => {
      await this.#execute({ name: '', text: 'begin' }, [])
      let result: T
      try {
        result = await work(session)
      } catch (fault) {
        await this.#execute({ name: '', text: 'rollback' }, [])
        throw fault
      }
      await this.#execute({ name: '', text: 'commit' }, [])
      return result
    })
  }

  /** Every commit is made by this storage: there is nothing to hear. */
  async listen(): Promise<void> {}

  /** A file that never changes is as old as its folder is here; in a copy it is younger. */
  async fingerprint(): Promise<string> {
    if (this.#dataDir === null) return ''
    const { ctimeMs } = await stat(join(this.#dataDir, 'PG_VERSION'))
    return String(ctimeMs)
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#last
      await this.#db?.close()
      await this.#lock?.release()
    })()
    return this.#closing
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(new OtsyError('storage_unavailable'))
    // A statement holds up the whole process, so whoever was answered before is told first.
    const result = this.#last.then(nextTurn).then(work)
    this.#last = result.catch(() => {})
    return result
  }

  async #execute<R>({ name, text }: Statement, params: readonly Param[]): Promise<R[]> {
    const named = params.length > 0 ? name : ''
    const values = params.map((param) => (param === null ? null : String(param)))
    if (named === '' || !this.#prepared.has(named)) {
      await this.#send([serialize.parse({ name: named, text }), serialize.sync()], named)
    }
    const steps = [serialize.bind({ statement: named, values }), serialize.execute({})]
    const answer = await this.#send([...steps, serialize.sync()], named)
    return answer.flatMap((message) =>
      isDataRow(message) ? [JSON.parse(message.fields[0] ?? 'null') as R] : [],
    )
  }

  async #send(parts: readonly Uint8Array[], named: string): Promise<{ name: string }[]> {
    if (!this.#db)
      throw new OtsyError('storage_unavailable', { message: 'The storage is not open.' })
    try {
      const { messages } = await this.#db.execProtocol(Buffer.concat(parts))
      if (named !== '') this.#prepared.add(named)
      return messages
    } catch (cause) {
      throw new SqlFault(cause)
    }
  }
}

function isDataRow(message: { name: string }): message is messages.DataRowMessage {
  return message.name === 'dataRow'
}
