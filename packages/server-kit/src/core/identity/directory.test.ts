import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Directory, type ResolveUsers } from './directory'

const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }

describe('the directory', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('asks the host once a minute for each person, all at once', async () => {
    const resolve = vi.fn<ResolveUsers>(async (ids) => new Map(ids.map((id) => [id, { name: id }])))
    const directory = new Directory({ patienceMs: 5_000, resolve, logger })
    await directory.lookUp(['a', 'b', 'a'])
    expect((await directory.lookUp(['a', 'b'])).get('b')).toEqual({ name: 'b' })
    expect(resolve.mock.calls).toEqual([[['a', 'b']]])
    vi.advanceTimersByTime(60_001)
    await directory.lookUp(['b', 'c'])
    expect(resolve.mock.calls[1]).toEqual([['b', 'c']])
  })

  test('takes a record as well as a map, and a token’s own name where the host knows none', async () => {
    const directory = new Directory({
      patienceMs: 5_000,
      resolve: async () => ({ a: { name: 'Host' } }),
      logger,
    })
    directory.remember('a', { name: 'Token' })
    directory.remember('b', { name: 'Token' })
    const people = await directory.lookUp(['a', 'b', 'c'])
    expect([...people.values()]).toEqual([{ name: 'Host' }, { name: 'Token' }, {}])
  })

  test('leaves names out where the host answers nothing at all', async () => {
    const resolve = (async () => undefined) as unknown as ResolveUsers
    const directory = new Directory({
      patienceMs: 5_000,
      resolve,
      logger: { ...logger, warn: vi.fn() },
    })
    expect((await directory.lookUp(['a'])).get('a')).toEqual({})
  })

  test('cleans and bounds what a token or the host says, and leaves out what is no text', async () => {
    const nobody = 5 as unknown as { name: string }
    const odd = { name: {}, avatar_url: 'a'.repeat(2_049), locale: 7 } as unknown as {
      name: string
    }
    const resolve = async () => ({
      a: { name: `${'x'.repeat(99)}🥚`, locale: 'ja-JP', avatar_url: '/a\0.png' },
      ...{ b: odd, c: nobody },
    })
    const directory = new Directory({ patienceMs: 5_000, resolve, logger })
    directory.remember('d', { name: 'a\0b\ud800c', locale: '\0' })
    const people = await directory.lookUp(['a', 'b', 'c', 'd'])
    expect([...people.values()]).toEqual([
      { name: 'x'.repeat(99), locale: 'ja-JP', avatar_url: '/a.png' },
      ...[{}, {}, { name: 'ab\ufffdc' }],
    ])
  })

  test('does not take people for properties of a record', async () => {
    const directory = new Directory({ patienceMs: 5_000, resolve: async () => ({}), logger })
    const people = await directory.lookUp(['constructor', '__proto__', 'toString'])
    expect([...people.values()]).toEqual([{}, {}, {}])
  })

  test('does without names when the host fails, says so, and asks again', async () => {
    const resolve = vi
      .fn<ResolveUsers>()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue({ a: { name: 'A' } })
    const directory = new Directory({ patienceMs: 5_000, resolve, logger })
    expect((await directory.lookUp(['a'])).get('a')).toEqual({})
    expect(logger.warn).toHaveBeenCalledOnce()
    expect((await directory.lookUp(['a'])).get('a')).toEqual({ name: 'A' })
  })

  test('does not wait long for the host, and takes a late answer for whoever asks next', async () => {
    let answer: (people: Record<string, { name: string }>) => void = () => {}
    const resolve = vi.fn<ResolveUsers>(() => new Promise((done) => (answer = done)))
    const warn = vi.fn()
    const directory = new Directory({ patienceMs: 5_000, resolve, logger: { ...logger, warn } })
    const asked = directory.lookUp(['a'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await asked).get('a')).toEqual({})
    expect(warn).toHaveBeenCalledOnce()
    answer({ a: { name: 'A' } })
    await vi.advanceTimersByTimeAsync(0)
    expect((await directory.lookUp(['a'])).get('a')).toEqual({ name: 'A' })
    expect(resolve).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })
})
