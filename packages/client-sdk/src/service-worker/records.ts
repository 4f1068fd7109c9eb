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
    const database = await open(factory)
    try {
      const transaction = database.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      return await new Promise<T>((resolve, reject) => {
        transaction.oncomplete = () => resolve(request.result)
        transaction.onabort = () =>
          reject(new Error('The browser’s database failed.', { cause: transaction.error }))
      })
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

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open('otsy-push', 2)
    request.onupgradeneeded = () => {
      const { result } = request
      if (result.objectStoreNames.contains(STORE)) result.deleteObjectStore(STORE)
      result.createObjectStore(STORE, { keyPath: ['base', 'scope'] })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () =>
      reject(new Error('The browser’s database can’t be opened.', { cause: request.error }))
  })
}
