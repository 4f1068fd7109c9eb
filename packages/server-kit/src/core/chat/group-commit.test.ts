import { describe, expect, test } from 'vitest'
import { OtsyError } from '../errors'
import { GroupCommit } from './group-commit'
import type { Append, AppendOptions, AppendOutcome } from './port'

interface Call {
  readonly batch: readonly Append[]
  readonly wait: boolean
  answer(outcomes: readonly AppendOutcome[]): void
  fail(cause: Error): void
}

/** A store whose commits end when the test says so. */
function heldStore() {
  const calls: Call[] = []
  const append = (batch: readonly Append[], options?: AppendOptions<never>) =>
    new Promise<AppendOutcome[]>((resolve, reject) => {
      const answer = (outcomes: readonly AppendOutcome[]) => resolve([...outcomes])
      calls.push({ batch, wait: options?.wait ?? false, answer, fail: reject })
    })
  return { calls, commits: new GroupCommit({ append }) }
}

const send = (chat_id: string, content: string): Append => ({
  chat_id,
  author: { kind: 'system' },
  draft: { id: content, type: 'text', content },
  body_hash: null,
  even_if_closed: false,
})
const stored = ({ chat_id, draft }: Append): AppendOutcome => ({
  outcome: 'stored',
  members_rev: 1,
  message: {
    ...draft,
    ...{ chat_id, seq: 1, changed_seq: 1, sender_id: null, sender_role: 'system' },
    created_at: '2024-01-01T00:00:00.000Z',
  },
})
const contents = (batch: readonly Append[] | undefined) => batch?.map(({ draft }) => draft.content)
/** Lets everything that is due in this turn happen. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('group commit', () => {
  test('puts what arrives while a commit is in flight together in the next one, in order', async () => {
    const { calls, commits } = heldStore()
    const first = commits.append(send('a', '1'))
    await turn()
    const rest = ['2', '3', '4'].map((content) => commits.append(send('a', content)))
    await turn()
    expect(calls.map(({ batch }) => contents(batch))).toEqual([['1']])
    calls[0]?.answer(calls[0].batch.map(stored))
    await first
    await turn()
    expect(calls.map(({ batch }) => contents(batch))).toEqual([['1'], ['2', '3', '4']])
    calls[1]?.answer(calls[1].batch.map(stored))
    const outcomes = await Promise.all(rest)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored'])
  })

  test('puts what arrives in one turn into one commit, and no more than 512', async () => {
    const { calls, commits } = heldStore()
    const sends = Array.from({ length: 513 }, (_, i) => commits.append(send('a', String(i))))
    await turn()
    expect(calls[0]?.batch).toHaveLength(512)
    calls[0]?.answer(calls[0].batch.map(stored))
    await turn()
    expect(contents(calls[1]?.batch)).toEqual(['512'])
    calls[1]?.answer(calls[1].batch.map(stored))
    await Promise.all(sends)
  })

  test('answers each with its own outcome', async () => {
    const { calls, commits } = heldStore()
    const sends = [commits.append(send('a', '1')), commits.append(send('b', '2'))]
    await turn()
    calls[0]?.answer([{ outcome: 'closed' }, { outcome: 'not_found' }])
    expect(await Promise.all(sends)).toEqual([{ outcome: 'closed' }, { outcome: 'not_found' }])
  })

  test('fails all of a failed commit, and goes on', async () => {
    const { calls, commits } = heldStore()
    const failed = [commits.append(send('a', '1')), commits.append(send('b', '2'))]
    await turn()
    calls[0]?.fail(new Error('the disk is full'))
    for (const one of failed) await expect(one).rejects.toThrow('the disk is full')
    const next = commits.append(send('a', '3'))
    await turn()
    calls[1]?.answer([{ outcome: 'closed' }])
    expect(await next).toEqual({ outcome: 'closed' })
  })

  test('fails those a store forgot to answer', async () => {
    const { calls, commits } = heldStore()
    const sends = [commits.append(send('a', '1')), commits.append(send('a', '2'))]
    await turn()
    calls[0]?.answer([{ outcome: 'closed' }])
    expect(await sends[0]).toEqual({ outcome: 'closed' })
    await expect(sends[1]).rejects.toThrow('too few outcomes')
  })

  test('gives a busy chat a lane of its own, where the order of arrival holds', async () => {
    const { calls, commits } = heldStore()
    const busy = commits.append(send('busy', '1'))
    await turn()
    const behind = [commits.append(send('busy', '2')), commits.append(send('free', 'x'))]
    calls[0]?.answer([{ outcome: 'busy' }])
    await turn()
    // The busy chat waits alone, with what had queued up behind it; the other goes on.
    const lane = calls.find(({ wait }) => wait)
    const queue = calls.find(({ batch, wait }) => !wait && batch[0]?.chat_id === 'free')
    expect(contents(lane?.batch)).toEqual(['1', '2'])
    expect(contents(queue?.batch)).toEqual(['x'])
    queue?.answer([{ outcome: 'closed' }])
    expect(await behind[1]).toEqual({ outcome: 'closed' })

    const late = commits.append(send('busy', '3'))
    await turn()
    expect(calls).toHaveLength(3)
    lane?.answer([{ outcome: 'closed' }, { outcome: 'closed' }])
    await Promise.all([busy, behind[0]])
    await turn()
    expect(contents(calls[3]?.batch)).toEqual(['3'])
    expect(calls[3]?.wait).toBe(true)
    calls[3]?.answer([{ outcome: 'closed' }])
    await late
    await turn()
    const after = commits.append(send('busy', '4'))
    await turn()
    expect(calls[4]?.wait).toBe(false)
    calls[4]?.answer([{ outcome: 'closed' }])
    await after
  })

  test('refuses when too much waits, also where it waits in a lane', async () => {
    for (const isBusy of [false, true]) {
      const { calls, commits } = heldStore()
      const sends = [commits.append(send('a', 'first'))]
      await turn()
      if (isBusy) calls[0]?.answer([{ outcome: 'busy' }])
      await turn()
      for (let i = 0; i < 20_000; i++) sends.push(commits.append(send('a', String(i))))
      await expect(commits.append(send('a', 'too much'))).rejects.toMatchObject({
        code: 'overloaded',
        retryable: true,
      })
      for (let i = isBusy ? 1 : 0; i < calls.length; i++) {
        calls[i]?.answer((calls[i]?.batch ?? []).map((): AppendOutcome => ({ outcome: 'closed' })))
        await turn()
      }
      expect(await Promise.all(sends)).toHaveLength(20_001)
    }
  })

  test('is settled when nothing waits and nothing is in flight', async () => {
    const { calls, commits } = heldStore()
    await commits.settled()
    const sent = commits.append(send('a', '1'))
    let isSettled = false
    const settled = commits.settled().then(() => (isSettled = true))
    await turn()
    expect(isSettled).toBe(false)
    calls[0]?.answer([{ outcome: 'closed' }])
    await Promise.all([sent, settled])
    expect(isSettled).toBe(true)
  })

  test('lets those with a key try again when nobody knows what became of a batch', async () => {
    const { calls, commits } = heldStore()
    const keyed = send('a', '2')
    const batch = [send('a', '1'), { ...keyed, draft: { ...keyed.draft, client_id: 'k' } }]
    const sends = batch.map((append) => commits.append(append))
    await turn()
    const broken = new OtsyError('outcome_unknown')
    calls[0]?.fail(broken)
    const [without, withKey] = await Promise.allSettled(sends)
    expect(without).toEqual({ status: 'rejected', reason: broken })
    expect(withKey).toMatchObject({ reason: { code: 'storage_unavailable', cause: broken } })
  })
})
