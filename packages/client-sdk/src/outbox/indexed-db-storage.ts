import { openDatabase, transact } from '../service-worker/indexed-db'
import type { OutboxEntry } from './entry'
import type { OutboxStorage } from './storage'

interface Row {
  readonly account: string
  readonly clientId: string
  readonly entry: OutboxEntry
}

type Cursor = IDBCursorWithValue | null

const STORE = 'unsent'
const BY_ACCOUNT = 'account'
const BY_MESSAGE = 'message'

/** Keeps unsent messages in the browser, shared by all tabs of the origin. */
export function indexedDbOutboxStorage(name = 'otsy'): OutboxStorage {
  let opening: Promise<IDBDatabase> | null = null
  const forget = () => {
    opening = null
  }
  const database = () => {
    opening ??= open(name, forget)
    opening.catch(forget)
    return opening
  }
  const run = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => await transact(await database(), [STORE, mode], work)
  /** Visits the rows of an index within one transaction. */
  const visit = (
    index: string,
    key: IDBValidKey,
    visitor: (cursor: Cursor, store: IDBObjectStore) => void,
  ) =>
    run('readwrite', (store) => {
      const request = store.index(index).openCursor(key)
      request.onsuccess = () => visitor(request.result, store)
      return request
    })

  return {
    // The keys grow with each row, in whichever tab it was made, so an index answers in that order.
    load: async (account) => {
      const rows = await run('readonly', (store) => store.index(BY_ACCOUNT).getAll(account))
      return (rows as Row[]).map(({ entry }) => entry)
    },
    put: async (account, entry) => {
      const row: Row = { account, clientId: entry.clientId, entry }
      await visit(BY_MESSAGE, [account, entry.clientId], (cursor, store) => {
        if (cursor === null) store.add(row)
        else cursor.update(row)
      })
    },
    remove: async (account, clientId) => {
      await visit(BY_MESSAGE, [account, clientId], (cursor) => cursor?.delete())
    },
    clear: async (account) => {
      await visit(BY_ACCOUNT, account, (cursor) => {
        cursor?.delete()
        cursor?.continue()
      })
    },
  }
}

async function open(name: string, onGone: () => void): Promise<IDBDatabase> {
  const database = await openDatabase(indexedDB, [name, 1], (made) => {
    const store = made.createObjectStore(STORE, { autoIncrement: true })
    store.createIndex(BY_ACCOUNT, 'account')
    store.createIndex(BY_MESSAGE, ['account', 'clientId'], { unique: true })
  })
  database.onclose = onGone
  // Another tab wants a newer version: make way, and open anew when needed.
  database.onversionchange = () => {
    database.close()
    onGone()
  }
  return database
}
