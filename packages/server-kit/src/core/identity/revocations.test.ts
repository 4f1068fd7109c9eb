import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MemoryRevocations } from '../../adapters/memory/revocations'
import { localBus } from '../fanout/local-bus'
import { Revocations } from './revocations'

const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
const viewer = { userId: 'hanako', role: 'user', expiresAt: Date.now() + 3_600_000 } as const
const token = (tokenId: string) =>
  ({ kind: 'token', tokenId, expiresAt: viewer.expiresAt }) as const

describe('revocations', () => {
  const nodes: Revocations[] = []
  const store = new MemoryRevocations(Date.now)
  const node = async (mostUsers = 100): Promise<Revocations> => {
    const revocations = new Revocations({ store, bus: localBus(), logger, mostUsers })
    await revocations.start()
    nodes.push(revocations)
    return revocations
  }
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    for (const one of nodes.splice(0)) one.stop()
    vi.useRealTimers()
  })

  test('count at once here, and within the poll on nodes no signal reaches', async () => {
    const [here, there] = [await node(), await node()]
    const news = vi.fn()
    there.onNews(news)
    await here.revoke(token('t1'))
    expect(here.isRevoked({ ...viewer, tokenId: 't1' })).toBe(true)
    expect(there.isRevoked({ ...viewer, tokenId: 't1' })).toBe(false)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(there.isRevoked({ ...viewer, tokenId: 't1' })).toBe(true)
    expect(there.isRevoked({ ...viewer, tokenId: 't2' })).toBe(false)
    expect(news).toHaveBeenCalledOnce()
  })

  test('of what no token and nobody can be are refused, and so is a token that could not be revoked', async () => {
    const here = await node()
    const users = { kind: 'user', issuedBefore: 0 } as const
    for (const odd of ['', '\0', '\ud800', 'x'.repeat(513), 5 as unknown as string]) {
      const details = (path: string) => ({ code: 'invalid_input', details: [{ path }] })
      await expect(here.revoke(token(odd))).rejects.toMatchObject(details('tokenId'))
      await expect(here.revoke({ ...users, userId: odd })).rejects.toMatchObject(details('userId'))
      await expect(here.check({ ...viewer, tokenId: odd })).rejects.toThrow('auth answered')
    }
  })

  test('are known to a node that starts later', async () => {
    await (await node()).revoke(token('t3'))
    expect((await node()).isRevoked({ ...viewer, tokenId: 't3' })).toBe(true)
  })

  test('of a person end what was issued before, the latest word counting', async () => {
    const here = await node()
    const user = (issuedBefore: number) =>
      ({ kind: 'user', userId: 'hanako', issuedBefore }) as const
    await here.revoke(user(2_000))
    await here.revoke(user(1_000))
    expect(here.isRevoked({ ...viewer, issuedAt: 1_999 })).toBe(true)
    expect(here.isRevoked({ ...viewer, issuedAt: 2_000 })).toBe(false)
    expect(here.isRevoked(viewer)).toBe(true)
    expect(here.isRevoked({ ...viewer, userId: 'taro' })).toBe(false)
    await expect(here.check(viewer)).rejects.toMatchObject({ code: 'token_revoked' })
  })

  test('of people beyond the most kept are asked of the store, for tokens old enough', async () => {
    const people = ['a', 'b', 'c', 'd'].map((userId, i) => ({ userId, issuedBefore: 5_000 + i }))
    for (const one of people) await store.revoke({ kind: 'user', ...one })
    const asked = vi.spyOn(store, 'revokedBefore')
    const here = await node(2)
    const said = (userId: string, issuedAt: number) =>
      here.check({ ...viewer, userId, issuedAt }).then(
        () => 'counts',
        () => 'revoked',
      )
    for (const { userId, issuedBefore } of people) {
      expect(await said(userId, issuedBefore - 1)).toBe('revoked')
      expect(await said(userId, issuedBefore)).toBe('counts')
    }
    expect(await said('nobody', 0)).toBe('counts')
    expect(asked.mock.calls.flat()).not.toContain('d')
    asked.mockClear()
    expect(await said('nobody', 6_000)).toBe('counts')
    expect(asked).not.toHaveBeenCalled()
  })

  test('go on being polled after a poll that failed', async () => {
    const here = await node()
    const since = vi.spyOn(store, 'since').mockRejectedValueOnce(new Error('away'))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(logger.warn).toHaveBeenCalled()
    since.mockRestore()
    await (await node()).revoke(token('t4'))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(here.isRevoked({ ...viewer, tokenId: 't4' })).toBe(true)
  })
})
