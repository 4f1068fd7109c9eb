import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OutboxEntry } from './entry'
import { indexedDbOutboxStorage } from './indexed-db-storage'
import { memoryOutboxStorage } from './memory-storage'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const entry = (clientId: string, content = clientId): OutboxEntry => ({
  clientId,
  chatId: 'chat',
  draft: { content, type: 'text' },
  createdAt: '2026-01-01T00:00:00.000Z',
  readSeq: 0,
  refusal: null,
})

describe.each([
  ['memory', memoryOutboxStorage],
  ['IndexedDB', indexedDbOutboxStorage],
] as const)('unsent messages in %s', (_name, create) => {
  const ids = async (storage: ReturnType<typeof create>, account = 'me') =>
    (await storage.load(account)).map(({ clientId }) => clientId)

  it('come back in the order they were put', async () => {
    const storage = create()
    for (const id of ['z', 'a', 'm']) await storage.put('me', entry(id))
    expect(await ids(storage)).toEqual(['z', 'a', 'm'])
  })

  it('are replaced where they stand', async () => {
    const storage = create()
    for (const id of ['first', 'second']) await storage.put('me', entry(id))
    await storage.put('me', entry('first', 'changed'))
    const entries = await storage.load('me')
    expect(entries.map(({ draft }) => draft.content)).toEqual(['changed', 'second'])
  })

  it('are removed one by one, and one that is not there is no error', async () => {
    const storage = create()
    for (const id of ['a', 'b']) await storage.put('me', entry(id))
    await storage.remove('me', 'a')
    await storage.remove('me', 'a')
    expect(await ids(storage)).toEqual(['b'])
  })

  it('are one account’s alone, also when they are cleared', async () => {
    const storage = create()
    await storage.put('me', entry('mine'))
    await storage.put('other', entry('mine'))
    await storage.clear('me')
    expect(await ids(storage)).toEqual([])
    expect(await ids(storage, 'other')).toEqual(['mine'])
  })
})

describe('IndexedDB', () => {
  it('keeps them for the next page', async () => {
    await indexedDbOutboxStorage().put('me', entry('kept'))
    expect(await indexedDbOutboxStorage().load('me')).toHaveLength(1)
  })

  it('refuses what it cannot keep and goes on', async () => {
    const storage = indexedDbOutboxStorage()
    const broken = { ...entry('broken'), draft: { metadata: { no: () => 0 } } } as never
    await expect(storage.put('me', broken)).rejects.toBeDefined()
    await storage.put('me', entry('fine'))
    expect(await storage.load('me')).toHaveLength(1)
  })
})
