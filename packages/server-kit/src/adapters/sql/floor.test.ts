import { PGlite } from '@electric-sql/pglite'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { copyEmptyPglite } from '../../../../../test/support/test-database'
import { newId } from '../../core/ids'
import { pgliteStorage } from './pglite'

const everything = { userId: null, unrestricted: true }

// Archiving is to set the floor; nothing of the kit does yet, and readers hold to it already.
it('answers a cursor below the floor with complete: false, and history all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'otsy-floor-'))
  await copyEmptyPglite(join(folder, 'data'))
  const db = await PGlite.create({ dataDir: join(folder, 'data') })
  const storage = pgliteStorage({ db })
  onTestFinished(async () => {
    await storage.close()
    await db.close()
    await rm(folder, { recursive: true, force: true })
  })
  await storage.open()
  const { chats } = storage
  const id = newId()
  const people = { user_id: 'hanako', shopper_id: 'taro' }
  await chats.open({ id, order_id: 'order-1', ...people, reader: everything, first: null })
  const author = { kind: 'system' } as const
  const append = (content: string) => ({
    ...{ chat_id: id, author, body_hash: null, even_if_closed: true },
    draft: { id: newId(), type: 'text', content },
  })
  await chats.append(['one', 'two', 'three', 'four'].map(append))
  await db.query('update otsy.chats set floor_seq = 2 where id = $1', [id])

  const since = async (seq: number) => {
    const cursor = { chat_id: id, seq, anchor: null }
    const [answer] = await chats.changesSince([cursor], everything, { rows: 10, bytes: 1e9 })
    return answer?.page
  }
  for (const seq of [0, 1]) {
    expect(await since(seq)).toMatchObject({ complete: false, messages: [], head_seq: 4 })
  }
  expect(await since(2)).toMatchObject({
    complete: true,
    messages: [{ content: 'three' }, { content: 'four' }],
  })
  const history = await chats.history({ chat_id: id }, everything, { limit: 10, page: 1 })
  expect(history?.chat.floor_seq).toBe(2)
  expect(history?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})
