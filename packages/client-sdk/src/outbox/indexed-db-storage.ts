import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { OutboxEntry } from './entry'
import type { OutboxStorage } from './storage'

interface OutboxDatabase extends DBSchema {
  unsent: {
    /** Given by the database in the order things were put, across all tabs. */
    key: number
    value: { readonly account: string; readonly clientId: string; readonly entry: OutboxEntry }
    indexes: { account: string; message: [string, string] }
  }
}

/** Keeps unsent messages in the browser, shared by all tabs of the origin. */
export function indexedDbOutboxStorage(name = 'otsy'): OutboxStorage {
  let opening: Promise<IDBPDatabase<OutboxDatabase>> | null = null
  const database = () => {
    opening ??= openDB<OutboxDatabase>(name, 1, {
      upgrade: (db) => {
        const store = db.createObjectStore('unsent', { autoIncrement: true })
        store.createIndex('account', 'account')
        store.createIndex('message', ['account', 'clientId'], { unique: true })
      },
      // Another tab wants a newer version: make way, and open anew when needed.
      blocking: (_current, _blocked, event) => {
        opening = null
        const { target } = event
        if (target instanceof IDBDatabase) target.close()
      },
      terminated: () => {
        opening = null
      },
    })
    opening.catch(() => {
      opening = null
    })
    return opening
  }
  return {
    async load(account) {
      const rows = await (await database()).getAllFromIndex('unsent', 'account', account)
      return rows.map((row) => row.entry)
    },
    async put(account, entry) {
      const tx = (await database()).transaction('unsent', 'readwrite')
      const row = { account, clientId: entry.clientId, entry }
      const key = await tx.store.index('message').getKey([account, entry.clientId])
      await tx.store.put(row, key)
      await tx.done
    },
    async remove(account, clientId) {
      const tx = (await database()).transaction('unsent', 'readwrite')
      const key = await tx.store.index('message').getKey([account, clientId])
      if (key !== undefined) await tx.store.delete(key)
      await tx.done
    },
    async clear(account) {
      const tx = (await database()).transaction('unsent', 'readwrite')
      const keys = await tx.store.index('account').getAllKeys(account)
      await Promise.all(keys.map((key) => tx.store.delete(key)))
      await tx.done
    },
  }
}
