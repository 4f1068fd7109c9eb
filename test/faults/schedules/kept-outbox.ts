import type { OutboxEntry, OutboxStorage } from '@otsy/client-sdk'

/** What a device keeps while its app is closed, as IndexedDB does: copies, in the order put. */
export function keptOutbox(): OutboxStorage {
  const accounts = new Map<string, Map<string, OutboxEntry>>()
  const of = (account: string) => {
    const entries = accounts.get(account) ?? new Map<string, OutboxEntry>()
    accounts.set(account, entries)
    return entries
  }
  return {
    load: async (account) => [...of(account).values()].map((entry) => structuredClone(entry)),
    put: async (account, entry) => void of(account).set(entry.clientId, structuredClone(entry)),
    remove: async (account, clientId) => void of(account).delete(clientId),
    clear: async (account) => void accounts.delete(account),
  }
}
