import { describe, expect, test } from 'vitest'
import { memoryPresence } from '../../adapters/memory/presence'
import { PresenceFollower } from './follower'
import type { PresenceLease } from './port'

const lease = (userId: string): PresenceLease => ({
  ...{ connectionId: `c-${userId}`, userId, status: 'online', viewing: null },
})

function scene() {
  let now = Date.parse('2026-01-01T00:00:00.000Z')
  const clock = () => now
  const leases = memoryPresence({ clock })
  const seen = new Map<string, string>()
  const people = {
    async saveLastSeen(rows: readonly { readonly userId: string; readonly at: string }[]) {
      for (const { userId, at } of rows) seen.set(userId, at)
    },
    lastSeen: async (userIds: readonly string[]) => userIds.map((id) => seen.get(id) ?? null),
  }
  const follower = new PresenceFollower({ leases, people, clock })
  return { leases, follower, pass: (seconds: number) => (now += seconds * 1_000) }
}

describe('what watchers were told is compared with the leases', () => {
  test('a lease that ended by itself is told once, with when it was renewed last', async () => {
    const { leases, follower, pass } = scene()
    await leases.renew([lease('a')], 30_000)
    follower.toldOne('a', 'online')
    expect(await follower.changes(['a'])).toEqual([])
    pass(30)
    expect(await follower.changes(['a'])).toEqual([])
    pass(10)
    expect(await follower.changes(['a'])).toEqual([
      { userId: 'a', status: 'offline', last_seen: '2026-01-01T00:00:10.000Z' },
    ])
    pass(10)
    expect(await follower.changes(['a'])).toEqual([])
  })

  test('leases that were all forgotten and renewed are not told as a coming and going', async () => {
    const { leases, follower, pass } = scene()
    await leases.renew([lease('a')], 30_000)
    follower.toldOne('a', 'online')
    await leases.release(['c-a'])
    expect(await follower.changes(['a'])).toEqual([])
    pass(9)
    await leases.renew([lease('a')], 30_000)
    expect(await follower.changes(['a'])).toEqual([])
    await leases.release(['c-a'])
    pass(9)
    expect(await follower.changes(['a'])).toEqual([])
  })

  test('who came without a word is told at once', async () => {
    const { leases, follower } = scene()
    follower.toldOne('a', 'offline')
    await leases.renew([lease('a')], 30_000)
    expect(await follower.changes(['a'])).toMatchObject([{ userId: 'a', status: 'online' }])
    follower.told('a', 'offline')
    expect(await follower.changes(['a'])).toMatchObject([{ userId: 'a', status: 'online' }])
  })

  test('people nobody watches any more are forgotten', async () => {
    const { leases, follower } = scene()
    follower.toldOne('a', 'offline')
    expect(await follower.changes([])).toEqual([])
    await leases.renew([lease('a')], 30_000)
    expect(await follower.changes(['a'])).toEqual([])
  })

  test('what was told while the store was asked is not undone by its older answer', async () => {
    const { leases, follower } = scene()
    follower.toldOne('a', 'offline')
    await leases.renew([lease('a')], 30_000)
    const changes = follower.changes(['a'])
    follower.told('a', 'online')
    follower.told('a', 'away')
    expect(await changes).toEqual([])
  })
})
