import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/clock'
import type { TokenReason } from '../api/options'
import { subjectOf, Tokens } from './tokens'

function tokens() {
  const clock = manualClock()
  const asked: TokenReason[] = []
  const told: string[] = []
  const answers: {
    resolve: (token: string | null) => void
    reject: (fault: Error) => void
  }[] = []
  const source = new Tokens({
    getToken: ({ reason }) => {
      asked.push(reason)
      return new Promise((resolve, reject) => answers.push({ resolve, reject }))
    },
    onToken: (token) => told.push(token),
    environment: clock,
    timeoutMs: 1_000,
  })
  return { source, asked, told, answers, clock }
}

describe('getting a token', () => {
  it('asks the app once for all who want one at the same time', async () => {
    const { source, asked, answers, told } = tokens()
    const wanted = [source.get('connect'), source.forRequest(), source.get('expiring')]
    answers[0]?.resolve('a')
    expect(await Promise.all(wanted)).toEqual(['a', 'a', 'a'])
    expect(asked).toEqual(['connect'])
    expect(told).toEqual(['a'])
  })

  it('takes the one it has for a request, and another only for one that was refused', async () => {
    const { source, asked, answers } = tokens()
    const first = source.forRequest()
    answers[0]?.resolve('a')
    await first
    expect(await source.forRequest()).toBe('a')
    const fresh = source.forRequest('a')
    answers[1]?.resolve('b')
    expect(await fresh).toBe('b')
    expect(await source.forRequest('a')).toBe('b')
    expect(asked).toEqual(['connect', 'refused'])
  })

  it('tells nobody being there from the app failing to find out', async () => {
    const { source, answers } = tokens()
    const nobody = source.get('connect')
    answers[0]?.resolve(null)
    await expect(nobody).rejects.toMatchObject({ code: 'signed_out', retryable: false })
    const failed = source.get('connect')
    const cause = new Error('no network')
    answers[1]?.reject(cause)
    await expect(failed).rejects.toMatchObject({ code: 'network_error', retryable: true, cause })
  })

  it('does not wait forever, asks anew then, and ignores what comes too late', async () => {
    const { source, answers, asked, told, clock } = tokens()
    const slow = source.get('connect')
    clock.advance(1_000)
    await expect(slow).rejects.toMatchObject({ code: 'timeout', retryable: true })
    const next = source.get('connect')
    answers[0]?.resolve('late')
    answers[1]?.resolve('in time')
    expect(await next).toBe('in time')
    expect(asked).toHaveLength(2)
    expect(told).toEqual(['in time'])
  })

  it('forgets, also a token that is on its way', async () => {
    const { source, answers, told } = tokens()
    const onItsWay = source.get('connect')
    source.forget()
    answers[0]?.resolve('of before')
    await expect(onItsWay).rejects.toMatchObject({ code: 'signed_out' })
    expect(source.current).toBeNull()
    expect(told).toEqual([])
  })
})

describe('the subject of a token', () => {
  const jwt = (claims: unknown) =>
    `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`

  it('is read without trust', () => {
    expect(subjectOf(jwt({ sub: '田中-1' }))).toBe('田中-1')
  })

  it.each(['', 'opaque', 'a.b.c', 'a.!.c', jwt(null), jwt('x'), jwt({ sub: 7 }), jwt({ sub: '' })])(
    'is nobody in %j',
    (token) => {
      expect(subjectOf(token)).toBeNull()
    },
  )
})
