import type { OutboxEntry } from './entry'
import type { OutboxStorage } from './storage'

/** Keeps unsent messages until the page or process ends. */
export function memoryOutboxStorage(): OutboxStorage {
  const accounts = new Map<string, Map<string, OutboxEntry>>()
  const entriesOf = (account: string) => {
    const entries = accounts.get(account) ?? new Map<string, OutboxEntry>()
    accounts.set(account, entries)
    return entries
  }
  return {
    load: (account) => Promise.resolve([...entriesOf(account).values()]),
    put: (account, entry) => {
      entriesOf(account).set(entry.clientId, entry)
      return Promise.resolve()
    },
    remove: (account, clientId) => {
      entriesOf(account).delete(clientId)
      return Promise.resolve()
    },
    clear: (account) => {
      accounts.delete(account)
      return Promise.resolve()
    },
  }
}
