import { newId } from '../../core/ids'
import { DEFAULT_PREFERENCES } from '../../core/notifications/model'
import { bentNotifications, meanwhile, type BrokenStore } from './bend'

/** Faults in what people have, see and read. */
export const brokenNotificationPeople: readonly BrokenStore[] = [
  bentNotifications('anyone’s notifications can be marked read', {
    foundBy: 'read',
    bend: (store) => ({
      async markRead(userId, which) {
        const read = await store.markRead(userId, which)
        for (const id of 'ids' in which ? which.ids : []) {
          const owner = (await store.notification(id))?.user_id
          if (owner !== undefined) await store.markRead(owner, { ids: [id] })
        }
        return read
      },
    }),
  }),

  bentNotifications('reading cancels nothing that a worker decides', {
    foundBy: 'read',
    bend: (store) => {
      const held = new Set<string>()
      return {
        async claimUndecided(limit, leaseMs) {
          const claimed = await store.claimUndecided(limit, leaseMs)
          for (const { id } of claimed) held.add(id)
          return claimed
        },
        decide(decisions) {
          for (const { id } of decisions) held.delete(id)
          return store.decide(decisions)
        },
        markRead: (userId, which) =>
          store.markRead(
            userId,
            'ids' in which ? { ids: which.ids.filter((id) => !held.has(id)) } : which,
          ),
      }
    },
  }),

  bentNotifications('reading takes nothing down on other devices', {
    foundBy: 'closing',
    bend: (store) => ({
      async claimDeliveries(options) {
        const due = await store.claimDeliveries(options)
        const isClose = ({ purpose }: { purpose: string }) => purpose === 'close'
        const step = { step: 'close', outcome: 'dropped' } as const
        await store.settle(
          due.filter(isClose).map(({ id, claim }) => ({ id, claim, step, outcome: 'cancelled' })),
        )
        return due.filter((one) => !isClose(one))
      },
    }),
  }),

  bentNotifications('tags are named that unread notifications still have', {
    foundBy: 'read',
    bend: (store) => ({
      async markRead(userId, which) {
        const read = await store.markRead(userId, which)
        const notifications = read.notification_ids.map((id) => store.notification(id))
        const tags = (await Promise.all(notifications)).flatMap((one) => one?.tag ?? [])
        return { ...read, tags: [...new Set(tags)] }
      },
    }),
  }),

  bentNotifications('history shows what nobody is to see yet', {
    foundBy: 'decide',
    bend: (store) => ({
      decide: (decisions) =>
        store.decide(
          decisions.map((one) =>
            one.outcome === 'defer' && one.content === null
              ? { ...one, content: { title: 'Soon', body: '', data: {} } }
              : one,
          ),
        ),
    }),
  }),

  bentNotifications('history shows the oldest first', {
    foundBy: 'history',
    bend: (store) => ({
      async history(userId, window) {
        const { notifications, total } = await store.history(userId, window)
        return { notifications: notifications.reverse(), total }
      },
    }),
  }),

  bentNotifications('a change of one preference sets the others back', {
    foundBy: 'preferences',
    bend: (store) => ({
      savePreferences: (userId, change) =>
        store.savePreferences(userId, { ...DEFAULT_PREFERENCES, ...change }),
    }),
  }),

  bentNotifications('a device may be taken over by anyone who knows its address', {
    foundBy: 'subscriptions',
    bend: (store) => ({
      saveSubscription: (subscription, options) =>
        store.saveSubscription(subscription, { ...options, mayMove: () => true }),
    }),
  }),

  bentNotifications('a new address is a new device', {
    foundBy: 'subscriptions',
    bend: (store) => ({
      async replaceSubscription(id, replacement) {
        const old = await store.subscription(id)
        if (old === null) return { outcome: 'not_found' }
        const options = { most: 20, mayMove: () => false }
        const given = { ...replacement, id: newId(), user_id: old.user_id }
        const saved = await store.saveSubscription(given, options)
        if (saved.outcome === 'saved') await store.removeSubscription(old.user_id, old.endpoint)
        return saved
      },
    }),
  }),

  bentNotifications('a broadcast goes twice to who is named twice', {
    foundBy: 'broadcasts',
    bend: (store) => ({
      async createBroadcast(broadcast) {
        const created = await store.createBroadcast(broadcast)
        return broadcast.to === 'all' ? created : { ...created, total: broadcast.to.length }
      },
    }),
  }),

  bentNotifications('a cancelled broadcast goes on', {
    foundBy: 'broadcasts',
    bend: (store) => ({
      async cancelBroadcast(id) {
        const broadcast = await store.broadcast(id)
        return broadcast && { ...broadcast, state: 'cancelled' }
      },
    }),
  }),

  bentNotifications('racing broadcasts of one key are made twice', {
    foundBy: 'race',
    bend: (store) => {
      const known = new Map<string, string>()
      return {
        async createBroadcast(broadcast) {
          const key = broadcast.dedupe_key ?? broadcast.id
          const isKnown = known.has(key)
          await meanwhile()
          known.set(key, broadcast.id)
          return await store.createBroadcast(
            isKnown ? broadcast : { ...broadcast, dedupe_key: null },
          )
        },
      }
    },
  }),

  bentNotifications('explaining tells the newest first', {
    foundBy: 'explain',
    bend: (store) => ({
      async explain(id) {
        const explained = await store.explain(id)
        return explained && { ...explained, steps: [...explained.steps].reverse() }
      },
    }),
  }),

  bentNotifications('a sweep heals nothing', {
    foundBy: 'sweep',
    bend: (store) => ({
      async sweep() {
        await store.sweep({ keepMs: 365 * 24 * 3_600_000 })
        return []
      },
    }),
  }),
]
