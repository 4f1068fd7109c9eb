import type { ClientPayload, Presence } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { OtsyError } from '../error'
import { PresenceWatch } from './presence'

const is = (userId: string, status: Presence['status']): Presence => ({
  userId,
  status,
  last_seen: '2026-01-01T00:00:00.000Z',
})

function presence() {
  const asked: string[][] = []
  const announced: ClientPayload<'set_presence'>[] = []
  const silences: OtsyError[] = []
  let isOnline = true
  let isVisible = true
  let onVisible = () => undefined as void
  let answer: Promise<unknown> = Promise.resolve()
  const watching = new PresenceWatch({
    environment: {
      isVisible: () => isVisible,
      onVisibleChange: (listener) => {
        onVisible = listener
        return () => undefined
      },
    },
    awayWhenHidden: true,
    isOnline: () => isOnline,
    watch: (userIds) => {
      asked.push(userIds)
      return Promise.resolve({ presence: userIds.map((userId) => is(userId, 'online')) })
    },
    announce: (own) => {
      announced.push(own)
      return answer
    },
    onSilence: (error) => silences.push(error),
    onUse: () => undefined,
  })
  watching.start()
  return {
    watching,
    asked,
    announced,
    silences,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    connection: (up: boolean) => {
      isOnline = up
      if (up) watching.online()
    },
    show: (visible: boolean) => {
      isVisible = visible
      onVisible()
    },
    answerWith: (given: Promise<unknown>) => {
      answer = given
    },
  }
}

describe('watching presence', () => {
  it('asks once for all that is watched in one turn', async () => {
    const { watching, asked, turn } = presence()
    const heard: string[] = []
    watching.watch(['a', 'b'], ({ userId }) => heard.push(userId))
    watching.of('c').subscribe(() => undefined)
    await turn()
    expect(asked).toEqual([['a', 'b', 'c']])
    expect(heard).toEqual(['a', 'b'])
    expect(watching.of('c').get()?.status).toBe('online')
  })

  it('asks again after a reconnect, and no more for those nobody watches', async () => {
    const { watching, asked, turn, connection } = presence()
    const stop = watching.watch(['a'], () => undefined)
    watching.watch(['b'], () => undefined)
    await turn()
    connection(false)
    connection(true)
    await turn()
    stop()
    stop()
    await turn()
    expect(asked).toEqual([['a', 'b'], ['a', 'b'], ['b']])
  })

  it('refuses more people than a connection may watch, and goes on with the others', async () => {
    const { watching, asked, turn } = presence()
    const people = Array.from({ length: 200 }, (_, i) => `p${i}`)
    const stop = watching.watch(people, () => undefined)
    const told: string[] = []
    const words = 'At most 200 people are watched at a time; this would make 201.'
    expect(() => watching.watch(['p1', 'one more'], () => told.push('watched'))).toThrow(words)
    expect(() => watching.of('one more').subscribe(() => told.push('subscribed'))).toThrow(words)
    watching.watch(['p1'], () => undefined)
    await turn()
    expect(asked).toEqual([people])
    watching.hear(is('one more', 'away'))
    expect(told).toEqual([])
    stop()
    watching.watch(['one more'], () => told.push('watched'))
    await turn()
    expect(asked.at(-1)).toEqual(['p1', 'one more'])
    expect(told).toEqual(['watched'])
  })

  it('tells of changes, and of each once', async () => {
    const { watching, turn } = presence()
    const heard: string[] = []
    watching.watch(['a'], ({ status }) => heard.push(status))
    await turn()
    watching.hear(is('a', 'away'))
    watching.hear(is('a', 'away'))
    watching.hear(is('stranger', 'away'))
    expect(heard).toEqual(['online', 'away'])
  })
})

describe('one’s own presence', () => {
  it('is said again after a reconnect, if there is anything to say', () => {
    const { watching, announced, connection } = presence()
    connection(false)
    connection(true)
    expect(announced).toEqual([])
    watching.set({ viewing: 'chat' })
    connection(false)
    connection(true)
    expect(announced).toEqual([
      { status: 'online', viewing: 'chat' },
      { status: 'online', viewing: 'chat' },
    ])
  })

  it('is away, and looks at nothing, while the page is hidden', () => {
    const { watching, announced, show } = presence()
    watching.set({ viewing: 'chat' })
    show(false)
    show(true)
    expect(announced.slice(1)).toEqual([{ status: 'away' }, { status: 'online', viewing: 'chat' }])
  })

  it('shows that a connection is dead when nobody answers', async () => {
    const { silences, show, turn, answerWith } = presence()
    answerWith(Promise.reject(new OtsyError('timeout')))
    show(true)
    await turn()
    expect(silences.map(({ code }) => code)).toEqual(['timeout'])
  })
})
