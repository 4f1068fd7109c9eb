import type { OpenedStorage, Storage } from '../core/storage'
import type { Database, StorageTarget } from './target'

/** An open database: its handles, and how to let go of it. */
export class World<Tx = never> {
  readonly database: Database<Tx>
  readonly opened: readonly OpenedStorage[]

  private constructor(database: Database<Tx>, opened: readonly OpenedStorage[]) {
    this.database = database
    this.opened = opened
  }

  static async create<Tx>(target: StorageTarget<Tx>): Promise<World<Tx>> {
    const database = await target.create()
    // All at once, as nodes of one deployment start.
    const opened = await Promise.all(database.handles.map((storage) => storage.open()))
    return new World(database, opened)
  }

  get storage(): Storage<Tx> {
    return this.database.handles[0]
  }

  async close(): Promise<void> {
    await Promise.all(this.database.handles.map((storage) => storage.close()))
    await this.database.dispose()
  }
}

/** Makes the world when a test first asks for it, so that a filtered run opens nothing in vain. */
export class LazyWorld<Tx> {
  readonly #target: StorageTarget<Tx>
  #world: Promise<World<Tx>> | undefined

  constructor(target: StorageTarget<Tx>) {
    this.#target = target
  }

  get(): Promise<World<Tx>> {
    this.#world ??= World.create(this.#target)
    return this.#world
  }

  async close(): Promise<void> {
    const world = this.#world
    this.#world = undefined
    await (await world)?.close()
  }
}
