import { openDatabase, transact } from './indexed-db'

/** What a browser knows of its subscription at one server. The page writes it, the worker reads it. */
export interface PushRecord {
  /** The server's address, without a slash at the end. */
  readonly base: string
  /** Of the worker's registration, which has the subscription. */
  readonly scope: string
  /** The subscription's id and secret at the server. */
  readonly id: string
  readonly secret: string
  readonly endpoint: string
  /** The VAPID key it was made for, base64url. */
  readonly key: string
}

/** One record for each server and worker; a lost database rejects. */
export interface PushRecords {
  all(): Promise<readonly PushRecord[]>
  put(record: PushRecord): Promise<void>
  remove(record: Pick<PushRecord, 'base' | 'scope'>): Promise<void>
}

const STORE = 'subscriptions'

/** Opened for each use: a worker lives for moments, and a page has little to ask. */
export function indexedDbPushRecords(factory: IDBFactory): PushRecords {
  const run = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const database = await openDatabase(factory, ['otsy-push', 2], (made) => {
      if (made.objectStoreNames.contains(STORE)) made.deleteObjectStore(STORE)
      made.createObjectStore(STORE, { keyPath: ['base', 'scope'] })
    })
    try {
      return await transact(database, [STORE, mode], work)
    } finally {
      database.close()
    }
  }
  return {
    all: () => run('readonly', (store) => store.getAll() as IDBRequest<PushRecord[]>),
    put: async (record) => {
      await run('readwrite', (store) => store.put(record))
    },
    remove: ({ base, scope }) => run('readwrite', (store) => store.delete([base, scope])),
  }
}
