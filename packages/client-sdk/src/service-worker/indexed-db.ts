/** Opens a database, made or brought up to its version by `upgrade`. */
export function openDatabase(
  factory: IDBFactory,
  [name, version]: readonly [name: string, version: number],
  upgrade: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version)
    request.onupgradeneeded = () => upgrade(request.result)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () =>
      reject(new Error('The browser’s database can’t be opened.', { cause: request.error }))
  })
}

/** Runs one transaction; resolves once it is committed, with what the request answered. */
export async function transact<T>(
  database: IDBDatabase,
  [store, mode]: readonly [store: string, mode: IDBTransactionMode],
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const transaction = database.transaction(store, mode)
  const request = work(transaction.objectStore(store))
  return await new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () =>
      reject(new Error('The browser’s database failed.', { cause: transaction.error }))
  })
}
