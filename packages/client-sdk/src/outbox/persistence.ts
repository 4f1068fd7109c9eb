import type { Environment } from '../environment'
import type { OutboxEntry } from './entry'
import { memoryOutboxStorage } from './memory-storage'
import type { OutboxStorage } from './storage'

/** A browser's database may never answer at all; sending goes on without it after this. */
const PATIENCE_MS = 3_000

/**
 * One account's place in the store. Everything is handed over at once, so that a page that closes
 * in the next moment has done so. A store that fails is given up for memory.
 */
export class Persistence {
  readonly #account: string
  readonly #environment: Pick<Environment, 'setTimer' | 'clearTimer'>
  readonly #unfinished = new Map<string, { readonly entry: OutboxEntry | null }>()
  #storage: OutboxStorage
  #alone = false

  constructor(
    account: string,
    storage: OutboxStorage,
    environment: Pick<Environment, 'setTimer' | 'clearTimer'>,
  ) {
    this.#account = account
    this.#storage = storage
    this.#environment = environment
  }

  /** Whether the store failed, so that it no longer says what the tabs share. */
  get isAlone(): boolean {
    return this.#alone
  }

  /** What is kept, with everything asked for since then already in it. */
  async load(): Promise<OutboxEntry[]> {
    const stored = await this.#run((storage) => storage.load(this.#account))
    const entries = new Map((stored ?? []).map((entry) => [entry.clientId, entry]))
    for (const [clientId, { entry }] of this.#unfinished) {
      if (entry === null) entries.delete(clientId)
      else entries.set(clientId, entry)
    }
    return [...entries.values()]
  }

  async put(entry: OutboxEntry): Promise<void> {
    await this.#write(entry.clientId, entry, (storage) => storage.put(this.#account, entry))
  }

  async remove(clientId: string): Promise<void> {
    await this.#write(clientId, null, (storage) => storage.remove(this.#account, clientId))
  }

  async clear(): Promise<void> {
    await this.#run((storage) => storage.clear(this.#account))
  }

  async #write(
    clientId: string,
    entry: OutboxEntry | null,
    operation: (storage: OutboxStorage) => Promise<void>,
  ): Promise<void> {
    const mark = { entry }
    this.#unfinished.set(clientId, mark)
    await this.#run(operation)
    if (this.#unfinished.get(clientId) === mark) this.#unfinished.delete(clientId)
  }

  async #run<T>(operation: (storage: OutboxStorage) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#inTime(operation(this.#storage))
    } catch {
      this.#alone = true
      this.#storage = memoryOutboxStorage()
      for (const { entry } of this.#unfinished.values()) {
        if (entry !== null) await this.#storage.put(this.#account, entry)
      }
      return undefined
    }
  }

  #inTime<T>(operation: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#environment.setTimer(
        () => reject(new Error('The store does not answer.')),
        PATIENCE_MS,
      )
      operation.then(resolve, reject).finally(() => this.#environment.clearTimer(timer))
    })
  }
}
