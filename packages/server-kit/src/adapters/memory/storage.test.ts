import { describe, expect, it } from 'vitest'
import type { Append } from '../../core/chat/port'
import { memoryStorage } from './storage'

const unrestricted = { userId: null, unrestricted: true }

async function withChat(clock?: () => number) {
  const storage = memoryStorage(clock === undefined ? {} : { clock })
  await storage.chats.open({
    id: 'chat',
    order_id: 'order',
    user_id: 'user',
    shopper_id: 'shopper',
    reader: unrestricted,
    first: null,
  })
  return storage
}

const say = (id: string, changes: Partial<Append['draft']> = {}): Append => ({
  chat_id: 'chat',
  author: { kind: 'member', userId: 'user' },
  draft: { id, type: 'text', content: 'x', ...changes },
  body_hash: null,
  even_if_closed: false,
})

describe('memoryStorage', () => {
  it('takes its times from the clock it was given, and its order from no clock', async () => {
    let now = Date.parse('2026-01-01T00:00:00.000Z')
    const { chats } = await withChat(() => now)
    await chats.append([say('first')])
    now -= 3_600_000
    await chats.append([say('second')])
    const page = await chats.history({ chat_id: 'chat' }, unrestricted, { page: 1, limit: 10 })
    expect(page?.messages.map(({ id, created_at }) => [id, created_at])).toEqual([
      ['first', '2026-01-01T00:00:00.000Z'],
      ['second', '2025-12-31T23:00:00.000Z'],
    ])
  })

  it('sorts an inbox by what came last, also when the clock stepped back', async () => {
    let now = 1_000_000
    const { chats } = await withChat(() => now)
    const other = { user_id: 'user', shopper_id: 'other', reader: unrestricted, first: null }
    await chats.open({ id: 'later', order_id: 'later order', ...other })
    now -= 500_000
    await chats.append([say('first')])
    const { rows } = await chats.inbox('user', { page: 1, limit: 10 })
    expect(rows.map(({ chat }) => chat.id)).toEqual(['chat', 'later'])
  })

  it('gives out messages that cannot be written to', async () => {
    const { chats } = await withChat()
    const [outcome] = await chats.append([say('first', { metadata: { list: [1] } })])
    if (outcome?.outcome !== 'stored') throw new Error('not stored')
    const { message } = outcome
    expect(() => Object.assign(message, { content: 'y' })).toThrow(TypeError)
    expect(() => Object.assign(message.metadata?.list ?? {}, { 0: 2 })).toThrow(TypeError)
  })

  it('shares nothing between instances, and names each log by chance', async () => {
    const [one, two] = [await withChat(), memoryStorage()]
    expect(await two.chats.find({ chat_id: 'chat' }, unrestricted)).toBeNull()
    expect((await one.open()).epoch).not.toBe((await two.open()).epoch)
  })

  it('says that nothing outlives the process', async () => {
    expect((await memoryStorage().open()).warnings).toHaveLength(1)
  })

  it('forgets revoked tokens once they have expired', async () => {
    let now = 1_000
    const { revocations } = memoryStorage({ clock: () => now })
    const token = { kind: 'token', tokenId: 't', expiresAt: 2_000 } as const
    await revocations.revoke(token)
    expect((await revocations.since(null, 10)).revocations).toEqual([token])
    now = 2_000
    expect((await revocations.since(null, 10)).revocations).toEqual([])
  })

  it('opens no chat whose first message comes from someone else', async () => {
    const { chats } = memoryStorage()
    const first = {
      author: { kind: 'member', userId: 'stranger' },
      draft: { id: 'm', type: 'text', content: 'x' },
    } as const
    const input = { id: 'chat', order_id: 'order', user_id: 'user', shopper_id: 'shopper' }
    await expect(chats.open({ ...input, reader: unrestricted, first })).rejects.toThrow(TypeError)
    expect(await chats.find({ order_id: 'order' }, unrestricted)).toBeNull()
  })
})
