import { describe, expect, it } from 'vitest'
import { OtsyError } from '../../core/errors'
import { lostRace, SqlFault, translated } from './faults'

const answered = (code: string, constraint?: string) =>
  new SqlFault(Object.assign(new Error('refused'), { severity: 'ERROR', code, constraint }))
const broken = (code?: string) => new SqlFault(Object.assign(new Error('broken'), { code }))

function codeOf(fault: unknown, repeatable: boolean): string {
  const error = translated(fault, repeatable)
  return error instanceof OtsyError ? error.code : 'fault'
}

describe('a fault of the database', () => {
  it.each(['ECONNRESET', 'EPIPE', undefined])(
    'is storage_unavailable on a lost connection (%s) only where repeating does no harm',
    (code) => {
      expect(codeOf(broken(code), true)).toBe('storage_unavailable')
      expect(codeOf(broken(code), false)).toBe('outcome_unknown')
    },
  )

  it('does not take a shutdown for a rollback', () => {
    expect(codeOf(answered('57P01'), false)).toBe('outcome_unknown')
    expect(codeOf(answered('57P01'), true)).toBe('storage_unavailable')
  })

  it.each(['53100', '53300', '58030', '57014', '25006', '40001', '40P01'])(
    'is storage_unavailable after %s, which has rolled everything back',
    (state) => expect(codeOf(answered(state), false)).toBe('storage_unavailable'),
  )

  it('is chat_busy after a lock time-out', () => {
    expect(codeOf(answered('55P03'), false)).toBe('chat_busy')
  })

  it('is itself where it is a fault of ours, with its cause', () => {
    const fault = answered('42703')
    expect(translated(fault, true)).toBe(fault)
    expect(fault.cause).toMatchObject({ code: '42703' })
    const other = new TypeError('of a decision')
    expect(translated(other, true)).toBe(other)
  })
})

describe('a lost race', () => {
  it('is a deadlock, a serialization failure, or a key someone else stored first', () => {
    expect(lostRace(answered('40P01'))).toBe(true)
    expect(lostRace(answered('40001'))).toBe(true)
    expect(lostRace(answered('23505', 'messages_key'), ['messages_key'])).toBe(true)
  })

  it('is not the same id twice, nor a broken connection', () => {
    expect(lostRace(answered('23505', 'messages_id'), ['messages_key'])).toBe(false)
    expect(lostRace(broken('ECONNRESET'))).toBe(false)
  })
})
