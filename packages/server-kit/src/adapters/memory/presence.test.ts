import { describe, expect, it } from 'vitest'
import type { PresenceLease } from '../../core/presence/port'
import { memoryPresence } from './presence'

const lease = (connectionId: string, changes: Partial<PresenceLease> = {}): PresenceLease => ({
  connectionId,
  userId: 'a',
  status: 'online',
  viewing: null,
  ...changes,
})

function presence() {
  let now = 1_000
  const store = memoryPresence({ clock: () => now })
  return {
    store,
    pass: (ms: number) => {
      now += ms
    },
    async statusOf(...userIds: string[]) {
      return (await store.read(userIds)).map(({ status }) => status)
    },
  }
}

describe('memoryPresence', () => {
  it('answers in the order asked, offline for those without a lease', async () => {
    const { store } = presence()
    await store.renew([lease('1'), lease('2', { userId: 'b', status: 'away' })], 100)
    expect(await store.read(['c', 'b', 'a', 'b'])).toEqual([
      { userId: 'c', status: 'offline' },
      { userId: 'b', status: 'away' },
      { userId: 'a', status: 'online' },
      { userId: 'b', status: 'away' },
    ])
  })

  it('is online while any device is, then away while any is', async () => {
    const { store, statusOf } = presence()
    await store.renew([lease('phone', { status: 'away' }), lease('desk')], 100)
    expect(await statusOf('a')).toEqual(['online'])
    await store.release(['desk', 'no such connection'])
    expect(await statusOf('a')).toEqual(['away'])
    await store.release(['phone'])
    expect(await statusOf('a')).toEqual(['offline'])
  })

  it('ends a lease by itself, unless it was renewed', async () => {
    const { store, statusOf, pass } = presence()
    await store.renew([lease('1'), lease('2', { userId: 'b' })], 100)
    pass(99)
    expect(await statusOf('a', 'b')).toEqual(['online', 'online'])
    await store.renew([lease('2', { userId: 'b' })], 100)
    pass(1)
    expect(await statusOf('a', 'b')).toEqual(['offline', 'online'])
    pass(99)
    expect(await statusOf('a', 'b')).toEqual(['offline', 'offline'])
  })

  it('keeps the last word for a connection', async () => {
    const { store, statusOf } = presence()
    await store.renew([lease('1')], 100)
    await store.renew([lease('1', { status: 'away' })], 100)
    expect(await statusOf('a')).toEqual(['away'])
    await store.renew([lease('1', { userId: 'b' })], 100)
    expect(await statusOf('a', 'b')).toEqual(['offline', 'online'])
  })

  it('forgets everyone when it is closed', async () => {
    const { store, statusOf } = presence()
    await store.renew([lease('1')], 100)
    await store.close()
    expect(await statusOf('a')).toEqual(['offline'])
  })
})
