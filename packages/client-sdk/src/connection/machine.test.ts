import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OtsyError } from '../error'
import { step, type ConnectionEvent, type Phase, type World } from './machine'

const fault = new OtsyError('network_error')
const expired = new OtsyError('token_expired')
const signedOut = new OtsyError('signed_out')
const world: World = { now: 100_000, random: 0.5, networkUp: true }

const phases: { readonly [A in Phase['at']]: Extract<Phase, { at: A }> } = {
  idle: { at: 'idle' },
  token: { at: 'token', attempt: 2, fresh: false },
  opening: { at: 'opening', attempt: 2, fresh: false },
  online: { at: 'online', attempt: 2, since: 0 },
  offline: { at: 'offline', attempt: 2 },
  waiting: { at: 'waiting', attempt: 2, retryAt: 101_000, error: fault },
  unauthenticated: { at: 'unauthenticated', error: expired },
  closed: { at: 'closed' },
}

const events: { readonly [T in ConnectionEvent['type']]: Extract<ConnectionEvent, { type: T }> } = {
  start: { type: 'start' },
  token: { type: 'token' },
  no_token: { type: 'no_token', error: signedOut },
  connected: { type: 'connected' },
  refused: { type: 'refused', error: fault },
  dropped: { type: 'dropped', error: fault },
  due: { type: 'due' },
  network_up: { type: 'network_up' },
  network_down: { type: 'network_down' },
  visible: { type: 'visible' },
  retry_now: { type: 'retry_now' },
  signed_out: { type: 'signed_out', error: signedOut },
  close: { type: 'close' },
}

/** Where each event leads; what is not named stays where it is. */
const leads: { readonly [A in Phase['at']]: { readonly [T in ConnectionEvent['type']]?: string } } =
  {
    idle: { start: 'token', retry_now: 'token', close: 'closed' },
    token: {
      token: 'opening',
      no_token: 'unauthenticated',
      network_down: 'offline',
      signed_out: 'unauthenticated',
      close: 'closed',
    },
    opening: {
      connected: 'online',
      refused: 'waiting',
      dropped: 'waiting',
      network_down: 'offline',
      signed_out: 'unauthenticated',
      close: 'closed',
    },
    online: {
      refused: 'waiting',
      dropped: 'waiting',
      network_down: 'offline',
      signed_out: 'unauthenticated',
      close: 'closed',
    },
    offline: {
      network_up: 'token',
      retry_now: 'token',
      signed_out: 'unauthenticated',
      close: 'closed',
    },
    waiting: {
      due: 'token',
      network_up: 'token',
      network_down: 'offline',
      visible: 'token',
      retry_now: 'token',
      signed_out: 'unauthenticated',
      close: 'closed',
    },
    unauthenticated: { retry_now: 'token', signed_out: 'unauthenticated', close: 'closed' },
    closed: {},
  }

const names = <T extends object>(of: T) => Object.keys(of) as (keyof T)[]
const cells = names(phases).flatMap((at) => names(events).map((type) => [at, type] as const))

describe('the connection', () => {
  it.each(cells)('%s, when told %s, goes where the table says', (at, type) => {
    const [next, ...effects] = step(phases[at], events[type], world)
    expect(next.at).toBe(leads[at][type] ?? at)
    if (leads[at][type] === undefined) {
      expect(next).toBe(phases[at])
      expect(effects).toEqual([])
    }
  })

  it('asks once more with a fresh token when one is refused, and then no more', () => {
    const refused = { type: 'refused', error: expired } as const
    const [asking, ...effects] = step(phases.opening, refused, world)
    expect(asking).toMatchObject({ at: 'token', fresh: true })
    expect(effects).toContainEqual({ do: 'get_token', reason: 'refused' })
    const [opening] = step(asking, events.token, world)
    expect(step(opening, refused, world)[0]).toEqual({ at: 'unauthenticated', error: expired })
  })

  it('goes on trying when the app failed to get a token for now', () => {
    const [next] = step(phases.token, { type: 'no_token', error: fault }, world)
    expect(next).toMatchObject({ at: 'waiting', attempt: 3, error: fault })
  })

  it('waits longer after each failure, half of it by chance, and never beyond 30 seconds', () => {
    const waits = (random: number) => {
      let attempt = 1
      return Array.from({ length: 8 }, () => {
        const opening: Phase = { at: 'opening', attempt, fresh: false }
        const [next] = step(opening, events.refused, { ...world, random })
        if (next.at !== 'waiting') throw new Error(`It is ${next.at}.`)
        attempt = next.attempt
        return next.retryAt - world.now
      })
    }
    expect(waits(0)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    expect(waits(1)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('waits as long as the server asks, and its own share by chance on top', () => {
    const busy = new OtsyError('overloaded', { retryable: true, retryAfterMs: 60_000 })
    const [next, ...effects] = step(phases.opening, { type: 'refused', error: busy }, world)
    expect(next).toMatchObject({ at: 'waiting', retryAt: world.now + 61_500 })
    expect(effects).toContainEqual({ do: 'wait', ms: 61_500 })
  })

  it('comes back soon when a connection that stood long breaks, later when it breaks at once', () => {
    const [soon] = step({ ...phases.online, attempt: 6 }, events.dropped, world)
    const brief: Phase = { at: 'online', attempt: 6, since: world.now - 10 }
    const [late] = step(brief, events.dropped, world)
    expect(soon).toMatchObject({ attempt: 1, retryAt: world.now + 500 })
    expect(late).toMatchObject({ attempt: 7, retryAt: world.now + 22_500 })
  })

  it('waits for the network instead of the clock when there is none', () => {
    const [next, ...effects] = step(phases.opening, events.refused, { ...world, networkUp: false })
    expect(next).toEqual({ at: 'offline', attempt: 2 })
    expect(effects).toEqual([{ do: 'drop' }])
  })

  it('never opens a second socket, and never leaves one open where there should be none', () => {
    const any = fc.constantFrom(...names(events)).map((type) => events[type])
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (sequence) => {
        let phase: Phase = phases.idle
        let isOpen = false
        for (const event of sequence) {
          const [next, ...effects] = step(phase, event, world)
          for (const effect of effects) {
            if (effect.do === 'open') {
              expect(isOpen).toBe(false)
              isOpen = true
            } else if (effect.do === 'drop') isOpen = false
          }
          phase = next
          expect(isOpen).toBe(phase.at === 'opening' || phase.at === 'online')
        }
      }),
    )
  })
})
