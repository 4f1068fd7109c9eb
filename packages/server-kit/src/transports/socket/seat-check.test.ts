import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memoryStorage } from '../../adapters/memory/index'
import { newId } from '../../core/ids'
import { LocalChats } from './local-chats'
import { SeatCheck } from './seat-check'
import type { ChatSocket } from './types'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a rule that never answers for one seat does not hold up the check', async () => {
  const { chats } = memoryStorage()
  const id = newId()
  const reader = { userId: null, unrestricted: true }
  const people = { user_id: 'hanako', shopper_id: 'taro' }
  await chats.open({ id, order_id: 'o', ...people, reader, first: null })
  const local = new LocalChats()
  const sit = (userId: string) => {
    const session = { viewer: { userId, role: 'user', expiresAt: 0 } }
    const does = { join: () => undefined, leave: () => undefined, emit: () => true }
    const socket = { id: userId, data: { session }, ...does } as unknown as ChatSocket
    const seen = { unrestricted: false, membersRev: 1, visibleFrom: 0, joinedAt: 0 }
    local.seat(id, { socket, userId, role: 'user', ...seen })
  }
  for (const userId of ['hanako', 'taro']) sit(userId)
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const unseat = vi.fn()
  const mayRead = ({ userId }: { userId: string }): Promise<boolean> =>
    userId === 'hanako' ? new Promise(() => {}) : Promise.resolve(false)
  const checking = new SeatCheck({ local, chats, access: { mayRead }, logger, unseat }).check()
  await vi.advanceTimersByTimeAsync(5_000)
  await checking
  expect(unseat.mock.calls).toEqual([[id, 'taro']])
  expect(logger.warn).toHaveBeenCalledOnce()
})
