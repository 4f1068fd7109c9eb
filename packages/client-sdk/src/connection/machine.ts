import type { OtsyError } from '../error'
import type { TokenReason } from '../api/options'
import { backOff } from './back-off'

/** Where the connection stands, with what the next step needs to know. */
export type Phase =
  | { readonly at: 'idle' }
  /** Waiting for a token. `fresh`: one was refused already, this is the second try. */
  | { readonly at: 'token'; readonly attempt: number; readonly fresh: boolean }
  /** Waiting for the server's `connected`. */
  | { readonly at: 'opening'; readonly attempt: number; readonly fresh: boolean }
  | { readonly at: 'online'; readonly attempt: number; readonly since: number }
  | { readonly at: 'offline'; readonly attempt: number }
  | {
      readonly at: 'waiting'
      readonly attempt: number
      readonly retryAt: number
      readonly error: OtsyError
    }
  | { readonly at: 'unauthenticated'; readonly error: OtsyError }
  | { readonly at: 'closed' }

export type ConnectionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'token' }
  /** `error.retryable` tells a passing fault from nobody being signed in. */
  | { readonly type: 'no_token'; readonly error: OtsyError }
  | { readonly type: 'connected' }
  /** The handshake was refused, or the server was not reached. */
  | { readonly type: 'refused'; readonly error: OtsyError }
  /** A connection that stood is gone. */
  | { readonly type: 'dropped'; readonly error: OtsyError }
  | { readonly type: 'due' }
  | { readonly type: 'network_up' }
  | { readonly type: 'network_down' }
  | { readonly type: 'visible' }
  | { readonly type: 'retry_now' }
  | { readonly type: 'signed_out'; readonly error: OtsyError }
  | { readonly type: 'close' }

export type ConnectionEffect =
  | { readonly do: 'get_token'; readonly reason: TokenReason }
  | { readonly do: 'open' }
  | { readonly do: 'drop' }
  | { readonly do: 'wait'; readonly ms: number }

export interface World {
  readonly now: number
  /** At least 0, below 1. */
  readonly random: number
  readonly networkUp: boolean
}

export type Step = readonly [Phase, ...ConnectionEffect[]]

type At = Phase['at']
type Type = ConnectionEvent['type']
type PhaseAt<A extends At> = Extract<Phase, { at: A }>
type EventOf<T extends Type> = Extract<ConnectionEvent, { type: T }>
type Cell<A extends At, T extends Type> = (
  phase: PhaseAt<A>,
  event: EventOf<T>,
  world: World,
) => Step

/** A connection that lived shorter than this counts as a failed attempt. */
const STABLE_MS = 5_000

const AUTH_CODES: readonly string[] = ['unauthenticated', 'token_expired', 'token_revoked']

const stay = (phase: Phase): Step => [phase]
const askToken = (attempt: number, reason: TokenReason): Step => [
  { at: 'token', attempt, fresh: reason === 'refused' },
  { do: 'get_token', reason },
]
const begin = (): Step => askToken(1, 'connect')
const again = (phase: { readonly attempt: number }): Step => askToken(phase.attempt, 'connect')
const stopped = (): Step => [{ at: 'closed' }, { do: 'drop' }]
const goOffline = (phase: { readonly attempt: number }): Step => [
  { at: 'offline', attempt: phase.attempt },
  { do: 'drop' },
]
const signOut = (_: Phase, event: { readonly error: OtsyError }): Step => [
  { at: 'unauthenticated', error: event.error },
  { do: 'drop' },
]

function later(attempt: number, error: OtsyError, world: World): Step {
  if (!world.networkUp) return [{ at: 'offline', attempt }, { do: 'drop' }]
  // On top of what the server asks for: it may ask many for the same.
  const ms = backOff(attempt, world.random) + (error.retryAfterMs ?? 0)
  return [
    { at: 'waiting', attempt: attempt + 1, retryAt: world.now + ms, error },
    { do: 'drop' },
    { do: 'wait', ms },
  ]
}

const noToken: Cell<'token', 'no_token'> = (phase, { error }, world) =>
  error.retryable ? later(phase.attempt, error, world) : [{ at: 'unauthenticated', error }]

const refused: Cell<'opening', 'refused'> = (phase, { error }, world) => {
  if (!AUTH_CODES.includes(error.code)) return later(phase.attempt, error, world)
  // A fresh token that is refused too ends it: asking on and on would only look like an attack.
  if (phase.fresh) return [{ at: 'unauthenticated', error }, { do: 'drop' }]
  const [next, ...effects] = askToken(phase.attempt, 'refused')
  return [next, { do: 'drop' }, ...effects]
}

const dropped: Cell<'online', 'dropped'> = (phase, { error }, world) =>
  later(world.now - phase.since >= STABLE_MS ? 0 : phase.attempt, error, world)

const connected = (phase: { readonly attempt: number }, _: unknown, world: World): Step => [
  { at: 'online', attempt: phase.attempt, since: world.now },
]

/** Every event in every phase. */
const table: { readonly [A in At]: { readonly [T in Type]: Cell<A, T> } } = {
  idle: {
    ...allStay(),
    start: begin,
    retry_now: begin,
    signed_out: stay,
    close: stopped,
  },
  token: {
    ...allStay(),
    token: ({ attempt, fresh }) => [{ at: 'opening', attempt, fresh }, { do: 'open' }],
    no_token: noToken,
    network_down: goOffline,
    signed_out: signOut,
    close: stopped,
  },
  opening: {
    ...allStay(),
    connected,
    refused,
    dropped: (phase, { error }, world) => later(phase.attempt, error, world),
    network_down: goOffline,
    signed_out: signOut,
    close: stopped,
  },
  online: {
    ...allStay(),
    dropped,
    refused: (phase, { error }, world) => later(phase.attempt, error, world),
    network_down: goOffline,
    signed_out: signOut,
    close: stopped,
  },
  offline: {
    ...allStay(),
    network_up: again,
    retry_now: again,
    signed_out: signOut,
    close: stopped,
  },
  waiting: {
    ...allStay(),
    due: again,
    network_up: again,
    network_down: goOffline,
    visible: again,
    retry_now: again,
    signed_out: signOut,
    close: stopped,
  },
  unauthenticated: {
    ...allStay(),
    retry_now: begin,
    signed_out: signOut,
    close: stopped,
  },
  closed: allStay(),
}

function allStay(): { readonly [T in Type]: (phase: Phase) => Step } {
  return {
    start: stay,
    token: stay,
    no_token: stay,
    connected: stay,
    refused: stay,
    dropped: stay,
    due: stay,
    network_up: stay,
    network_down: stay,
    visible: stay,
    retry_now: stay,
    signed_out: stay,
    close: stay,
  }
}

/** What comes next, and what has to be done for it. Pure. */
export function step(phase: Phase, event: ConnectionEvent, world: World): Step {
  const cell = table[phase.at][event.type] as Cell<At, Type>
  return cell(phase, event, world)
}
