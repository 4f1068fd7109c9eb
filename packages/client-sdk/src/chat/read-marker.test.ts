import { describe, expect, it } from 'vitest'
import { OtsyError } from '../error'
import { ReadMarker } from './read-marker'

function marker() {
  const sent: number[] = []
  const confirmed: number[] = []
  const answers: { resolve: (unread?: number) => void; reject: (error: OtsyError) => void }[] = []
  let isOnline = true
  const pauses: { readonly run: () => void; readonly ms: number }[] = []
  const marking = new ReadMarker({
    environment: {
      setTimer: (run, ms) => pauses[pauses.push({ run, ms }) - 1],
      clearTimer: (timer) =>
        void pauses.splice(0, pauses.length, ...pauses.filter((one) => one !== timer)),
      random: () => 0.5,
    },
    isOnline: () => isOnline,
    mark: (upTo) => {
      sent.push(upTo)
      return new Promise((resolve, reject) => {
        answers.push({
          resolve: (unread_count = 0) => resolve({ read_seq: upTo, unread_count }),
          reject,
        })
      })
    },
    onConfirmed: ({ read_seq }) => confirmed.push(read_seq),
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const online = (is: boolean) => (isOnline = is)
  return { marking, sent, confirmed, answers, turn, pauses, online }
}

describe('marking as read', () => {
  it('sends marks made one after the other as one', async () => {
    const { marking, sent, answers, turn, confirmed } = marker()
    const marks = [3, 5, 4].map((seq) => marking.mark(seq))
    await turn()
    expect(sent).toEqual([5])
    answers[0]?.resolve()
    await Promise.all(marks)
    expect(confirmed).toEqual([5])
    expect(marking.target).toBe(5)
  })

  it('has one mark on its way, and sends the furthest of those made meanwhile', async () => {
    const { marking, sent, answers, turn } = marker()
    const first = marking.mark(1)
    await turn()
    const later = [marking.mark(2), marking.mark(6), marking.mark(4)]
    await turn()
    expect(sent).toEqual([1])
    answers[0]?.resolve()
    await first
    await turn()
    expect(sent).toEqual([1, 6])
    answers[1]?.resolve()
    await Promise.all(later)
  })

  it('does not say again what the server knows', async () => {
    const { marking, sent, turn } = marker()
    marking.learn(7)
    await marking.mark(7)
    await turn()
    expect(sent).toEqual([])
  })

  it('waits for a connection, and for the next one when it breaks', async () => {
    const { marking, sent, answers, turn, online } = marker()
    online(false)
    const mark = marking.mark(2)
    await turn()
    expect(sent).toEqual([])
    online(true)
    marking.flush()
    await turn()
    online(false)
    answers[0]?.reject(new OtsyError('network_error'))
    await turn()
    online(true)
    marking.flush()
    await turn()
    expect(sent).toEqual([2, 2])
    answers[1]?.resolve()
    await mark
  })

  it('tries again on the same connection once a passing refusal is over', async () => {
    const { marking, sent, answers, turn, pauses } = marker()
    const mark = marking.mark(2)
    await turn()
    answers[0]?.reject(new OtsyError('overloaded', { retryable: true, retryAfterMs: 5_000 }))
    await turn()
    expect(sent).toEqual([2])
    expect(pauses).toHaveLength(1)
    expect(pauses[0]?.ms).toBeGreaterThan(5_000)
    pauses[0]?.run()
    await turn()
    expect(sent).toEqual([2, 2])
    answers[1]?.resolve()
    await mark
    expect(pauses).toEqual([])
  })

  it('tries no more once it is closed', async () => {
    const { marking, answers, turn, pauses } = marker()
    void marking.mark(2)
    await turn()
    answers[0]?.reject(new OtsyError('timeout'))
    await turn()
    expect(pauses).toHaveLength(1)
    marking.close()
    expect(pauses).toEqual([])
  })

  it('hands a refusal to whoever waits, and can go on', async () => {
    const { marking, sent, answers, turn } = marker()
    const mark = marking.mark(99)
    await turn()
    answers[0]?.reject(new OtsyError('invalid_input'))
    await expect(mark).rejects.toMatchObject({ code: 'invalid_input' })
    expect(marking.target).toBe(0)
    void marking.mark(3)
    await turn()
    expect(sent).toEqual([99, 3])
  })
})
