import { expect, test } from 'vitest'
import { memoryPresence } from '../../adapters/memory/presence'
import { recordLog } from '../../../test/support/log'
import { OtsyError } from '../errors'
import { localBus } from '../fanout/local-bus'
import { Directory } from '../identity/directory'
import { Deciding } from './deciding'
import { DEFAULT_PREFERENCES, type Decision, type Undecided } from './model'
import type { NotificationStore } from './port'

const one = (id: string, change: Partial<Undecided> = {}): Undecided => ({
  ...{ id, claim: 1, user_id: `of ${id}`, kind: 'system_alert', tag: null },
  content: { title: id, body: '', data: {} },
  ...{ chat: null, preferences: null, locale: null, looked: 0, last_sent_at: null },
  ...{ expires_at: 2, now: 1 },
  ...change,
})

/** Decides on some at a store whose `decide` is as given; answers how each one ended. */
async function turn(undecided: readonly Undecided[], check: (one: Decision) => void) {
  const ended = new Map<string, string>()
  const store = {
    collect: async () => 0,
    expand: async () => 0,
    claimUndecided: async () => undecided,
    async decide(decisions: readonly Decision[]) {
      for (const decision of decisions) check(decision)
      for (const { id, ...is } of decisions) ended.set(id, 'state' in is ? is.state : is.outcome)
      return decisions.map(() => null)
    },
  } as unknown as NotificationStore<never>
  const logger = recordLog()
  const deciding = new Deciding({
    ...{ store, logger, bus: localBus(), leases: memoryPresence() },
    directory: new Directory({ ...{ resolve: undefined, logger, patienceMs: 1_000 } }),
    ...{ templates: undefined, defaultLocale: 'en', keyHash: null },
  })
  const fault = await deciding.turn().then(() => null, String)
  return { ended: Object.fromEntries(ended), log: logger.text(), fault }
}

test('one that the store cannot keep ends as failed, the others as they should', async () => {
  const batch = ['a', 'b', 'bad', 'd', 'e'].map((id) => one(id))
  const { ended, log } = await turn(batch, (decision) => {
    if ('content' in decision && decision.content?.title === 'bad') throw new Error('a secret word')
  })
  expect(ended).toEqual({ a: 'send', b: 'send', bad: 'failed', d: 'send', e: 'send' })
  expect(log.split('\n')).toHaveLength(1)
  expect(log).toContain('"notification_id":"bad"')
  expect(log).not.toContain('secret')
})

test('one that cannot be judged ends as failed, the others as they should', async () => {
  const nowhere = { from: '00:00', to: '01:00', time_zone: 'Nowhere/Land' }
  const odd = one('odd', { preferences: { ...DEFAULT_PREFERENCES, quiet_hours: nowhere } })
  const { ended } = await turn([one('a'), odd, one('c')], () => undefined)
  expect(ended).toEqual({ a: 'send', odd: 'failed', c: 'send' })
})

test('a store that is away, or takes nothing at all, ends none: they are claimed again', async () => {
  for (const cause of [new OtsyError('storage_unavailable'), new Error('no such column')]) {
    const { ended, fault } = await turn([one('a'), one('b')], () => {
      throw cause
    })
    expect([ended, fault]).toEqual([{}, String(cause)])
  }
})
