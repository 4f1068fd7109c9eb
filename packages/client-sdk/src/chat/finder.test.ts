import { PAGE_SIZE } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { storedMessage } from '../../test/support/message'
import { OtsyError } from '../error'
import { advance, type LogEvent } from '../log/machine'
import { emptyLog } from '../log/state'
import { Finder } from './finder'

/** A chat of 500 messages on a server that keeps the questions it got. */
function setUp() {
  const stored = Array.from({ length: 500 }, (_, i) => storedMessage({ seq: i + 1 }))
  const asked: { around_seq?: number | undefined; limit?: number | undefined }[] = []
  const server = { fails: false, arrives: Promise.resolve() }
  const room = {
    chatId: 'chat',
    era: 0,
    log: emptyLog,
    apply(event: LogEvent) {
      room.log = advance(room.log, event).log
    },
  }
  const rest: ConstructorParameters<typeof Finder>[1] = {
    listMessages: async ({ query = {} }) => {
      const { around_seq = 0, limit = 50 } = query
      asked.push({ around_seq, limit })
      await server.arrives
      if (server.fails) throw new OtsyError('network_error')
      const start = Math.max(0, around_seq - 1 - Math.floor(limit / 2))
      const messages = stored.slice(start, start + limit)
      return { messages, hasMore: start > 0, total: stored.length }
    },
  }
  const finder = new Finder(room, rest, PAGE_SIZE)
  const find = (...numbers: number[]) =>
    Promise.all(numbers.map((seq) => finder.find({ id: `m${seq}`, seq })))
  return { room, server, asked, finder, find }
}

describe('finding messages', () => {
  it('asks once for those of one turn that lie together, and finds each', async () => {
    const { asked, find } = setUp()
    const found = await find(120, 21, 70, 400, 70, 119)
    expect(found.map((message) => message?.seq)).toEqual([120, 21, 70, 400, 70, 119])
    // 21 to 120 make a page of 100; 400 is far from all.
    expect(asked).toEqual([
      { around_seq: 71, limit: 100 },
      { around_seq: 400, limit: 1 },
    ])
    await find(70, 400)
    expect(asked).toHaveLength(2)
  })

  it('asks for what comes while a page is on its way with the next one, once', async () => {
    const { server, asked, find } = setUp()
    let arrive = () => undefined as void
    server.arrives = new Promise((resolve) => (arrive = resolve))
    const first = find(10)
    await expect.poll(() => asked).toHaveLength(1)
    const others = [find(10, 200), find(201)]
    arrive()
    await Promise.all([first, ...others])
    expect(asked).toEqual([
      { around_seq: 10, limit: 1 },
      { around_seq: 201, limit: 2 },
    ])
  })

  it('does not ask again for what is not there, until the log is another', async () => {
    const { room, asked, finder } = setUp()
    const stray = { id: 'of another chat', seq: 7 }
    expect(await finder.find(stray)).toBeNull()
    expect(await finder.find(stray)).toBeNull()
    expect(asked).toHaveLength(1)
    room.era++
    expect(await finder.find(stray)).toBeNull()
    expect(asked).toHaveLength(2)
  })

  it('asks again for a number that may still be given', async () => {
    const { asked, finder } = setUp()
    for (let i = 0; i < 2; i++) expect(await finder.find({ id: 'm501', seq: 501 })).toBeNull()
    expect(asked).toHaveLength(2)
  })

  it('fails for all who asked, and can be tried again', async () => {
    const { server, find } = setUp()
    server.fails = true
    const both = await Promise.allSettled([find(3), find(4)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    server.fails = false
    expect(await find(3, 4)).toHaveLength(2)
  })

  it('keeps nothing for a person or a log that has gone meanwhile', async () => {
    const { room, find } = setUp()
    const finding = find(5)
    room.era++
    expect((await finding)[0]?.seq).toBe(5)
    expect(room.log.messages.size).toBe(0)
  })
})
