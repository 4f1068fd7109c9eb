import { randomUUID } from 'node:crypto'
import { memoryStorage } from '../../adapters/memory/storage'
import type { Storage } from '../../core/storage'
import { bentStorage, memoryTarget, type BrokenStore } from './bend'

export const brokenOthers: readonly BrokenStore[] = [
  bentStorage('a removed member is still an acquaintance', {
    foundBy: 'people',
    bend: ({ people }) => {
      const known = new Map<string, Set<string>>()
      return {
        people: {
          saveLastSeen: (seen) => people.saveLastSeen(seen),
          lastSeen: (userIds) => people.lastSeen(userIds),
          acquaintances: async (userId, others) => {
            const met = known.get(userId) ?? new Set()
            for (const other of await people.acquaintances(userId, others)) met.add(other)
            known.set(userId, met)
            return others.filter((other) => met.has(other))
          },
        },
      }
    },
  }),

  bentStorage('the moment last told is the moment last seen', {
    foundBy: 'people',
    bend: ({ people }) => {
      const seenAt = new Map<string, string>()
      return {
        people: {
          acquaintances: (userId, others) => people.acquaintances(userId, others),
          saveLastSeen: async (seen) => {
            for (const { userId, at } of seen) seenAt.set(userId, at)
          },
          lastSeen: async (userIds) => userIds.map((userId) => seenAt.get(userId) ?? null),
        },
      }
    },
  }),

  bentStorage('a position passes revocations that are only being recorded', {
    foundBy: 'revocations',
    bend: ({ revocations }) => ({
      revocations: {
        revoke: (revocation) => revocations.revoke(revocation),
        since: async (position, limit) => {
          const { revocations: told, position: last } = await revocations.since(position, limit)
          return { revocations: told, position: String(Number(last) + 1) }
        },
        revokedBefore: (userId) => revocations.revokedBefore(userId),
      },
    }),
  }),

  bentStorage('a log has another name each time it is opened', {
    foundBy: 'epoch',
    bend: () => ({ open: async () => ({ epoch: randomUUID(), warnings: [] }) }),
  }),

  bentStorage('two logs have the same name', {
    foundBy: 'epoch',
    bend: () => ({ open: async () => ({ epoch: 'the log', warnings: [] }) }),
  }),

  {
    fault: 'a transaction is taken and not heeded',
    foundBy: 'transaction',
    target: {
      ...memoryTarget(memoryStorage),
      transaction: (_storage, work) => work(noTransaction()),
    },
  },

  {
    fault: 'everything is gone after a restart',
    foundBy: 'reopen',
    target: {
      ...memoryTarget(memoryStorage),
      reopen: true,
      create: async () => ({
        handles: [memoryStorage()] satisfies [Storage],
        reopen: async () => memoryStorage(),
        dispose: async () => {},
      }),
    },
  },
]

/** The memory store has no transaction to pass; the broken one is handed what cannot be. */
function noTransaction(): never {
  return undefined as never
}
