import type { Undecided } from '../../core/notifications/model'
import type { NotificationStore } from '../../core/notifications/port'
import { bentNotifications, bentStorage, meanwhile, withMethods, type BrokenStore } from './bend'

/** Faults on the way from a cause to a push. */
export const brokenNotificationWork: readonly BrokenStore[] = [
  bentNotifications('what is to be decided is given out twice', {
    foundBy: 'claims',
    bend: (store) => ({ claimUndecided: (limit) => store.claimUndecided(limit, 0) }),
  }),

  bentNotifications('a killed worker keeps what it had to send', {
    foundBy: 'claims',
    bend: (store) => ({
      claimDeliveries: (options) => store.claimDeliveries({ ...options, leaseMs: 600_000 }),
    }),
  }),

  bentNotifications('a decision counts under whatever claim', {
    foundBy: 'claims',
    bend: (store) => {
      const newest = new Map<string, number>()
      return {
        claimUndecided: async (limit, leaseMs) => {
          const claimed = await store.claimUndecided(limit, leaseMs)
          for (const { id, claim } of claimed) newest.set(id, claim)
          return claimed
        },
        decide: (decisions) =>
          store.decide(decisions.map((one) => ({ ...one, claim: newest.get(one.id) ?? 0 }))),
      }
    },
  }),

  bentNotifications('a word on a push counts under whatever claim', {
    foundBy: 'claims',
    bend: (store) => {
      const newest = new Map<string, number>()
      return {
        claimDeliveries: async (options) => {
          const claimed = await store.claimDeliveries(options)
          for (const { id, claim } of claimed) newest.set(id, claim)
          return claimed
        },
        settle: (results) =>
          store.settle(results.map((one) => ({ ...one, claim: newest.get(one.id) ?? 0 }))),
      }
    },
  }),

  bentNotifications('racing keys are looked for before they are kept', {
    foundBy: 'race',
    bend: (store) => {
      const known = new Map<string, string>()
      return {
        async enqueue(batch) {
          const before = new Map(known)
          await meanwhile()
          return await store.enqueue(
            batch.map((one) => {
              const key = JSON.stringify([one.user_id, one.dedupe_key])
              const isNew = one.dedupe_key !== null && !before.has(key)
              if (isNew) before.set(key, one.id)
              known.set(key, one.id)
              return isNew ? { ...one, dedupe_key: null } : one
            }),
          )
        },
      }
    },
  }),

  bentNotifications('a key belongs to everyone', {
    foundBy: 'enqueue',
    bend: (store) => {
      const known = new Map<string, string>()
      return {
        async enqueue(batch) {
          const outcomes = []
          for (const one of batch) {
            const first = known.get(one.dedupe_key ?? '')
            if (first !== undefined) outcomes.push({ id: first, outcome: 'duplicate' } as const)
            else outcomes.push(...(await store.enqueue([one])))
            if (one.dedupe_key !== null) known.set(one.dedupe_key, first ?? one.id)
          }
          return outcomes
        },
      }
    },
  }),

  bentNotifications('one push service with a long queue holds up the others', {
    foundBy: 'deliver',
    bend: (store) => ({
      async claimDeliveries(options) {
        const first: Awaited<ReturnType<NotificationStore['claimDeliveries']>> = []
        for (const service of ['https://a.example.test', 'https://b.example.test']) {
          const except = [...options.except, service]
          const limit = options.limit - first.length
          if (limit > 0) first.push(...(await store.claimDeliveries({ ...options, limit, except })))
        }
        return first
      },
    }),
  }),

  bentNotifications('a push service in trouble is asked all the same', {
    foundBy: 'deliver',
    bend: (store) => ({
      claimDeliveries: (options) => store.claimDeliveries({ ...options, except: [] }),
    }),
  }),

  bentNotifications('another try comes at once', {
    foundBy: 'deliver',
    bend: (store) => ({
      settle: (results) =>
        store.settle(results.map((one) => (one.outcome === 'retry' ? { ...one, until: 0 } : one))),
    }),
  }),

  bentNotifications('a dead device is kept', {
    foundBy: 'deliver',
    bend: (store) => ({
      settle: (results) =>
        store.settle(
          results.map((one) => (one.outcome === 'gone' ? { ...one, outcome: 'failed' } : one)),
        ),
    }),
  }),

  bentNotifications('what has lost its point is sent', {
    foundBy: 'void',
    bend: (store) => ({
      claimDeliveries: async (options) =>
        (await store.claimDeliveries(options)).map((due) => ({ ...due, void: null })),
    }),
  }),

  bentNotifications('what is put off is called up by the next message', {
    foundBy: 'collect',
    bend: (store) => ({
      decide: (decisions) =>
        store.decide(
          decisions.map((one) => (one.outcome === 'defer' ? { ...one, until: 0 } : one)),
        ),
    }),
  }),

  bentStorage('a message that comes while a worker decides is not told of', {
    foundBy: 'collect',
    bend({ chats, notifications }) {
      const held = new Map<string, Undecided>()
      return {
        chats: withMethods(chats, {
          append: (batch) => {
            const busy = new Set([...held.values()].map(({ chat }) => chat?.chat_id))
            return chats.append(
              batch.map((one) => (busy.has(one.chat_id) ? { ...one, notify: false } : one)),
            )
          },
        }),
        notifications: withMethods(notifications, {
          async claimUndecided(limit, leaseMs) {
            const claimed = await notifications.claimUndecided(limit, leaseMs)
            for (const one of claimed) held.set(one.id, one)
            return claimed
          },
          decide(decisions) {
            for (const { id } of decisions) held.delete(id)
            return notifications.decide(decisions)
          },
        }),
      }
    },
  }),
]
