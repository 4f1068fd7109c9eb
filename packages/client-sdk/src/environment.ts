import { openWebSocket } from '#websocket'
import type { Unsubscribe } from './api/observable'
import { browserPush, type PushPlatform } from './push/platform'
import type { WebSocketLike } from './socket/web-socket'

/** A running timer; whatever the platform makes. */
export type Timer = unknown

export interface TabLock {
  release(): void
}

/** A line between the tabs of one browser profile. A message does not come back to its sender. */
export interface TabChannel {
  post(message: unknown): void
  close(): void
}

/**
 * Everything the client takes from the world outside. Every part has a default that works in
 * browsers, workers and Node; tests and unusual hosts replace single ones.
 */
export interface Environment {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds since some moment; unlike the clock nobody sets it. */
  elapsed(): number
  setTimer(run: () => void, ms: number): Timer
  clearTimer(timer: Timer): void
  /** At least 0, below 1. */
  random(): number
  /** A new UUID. */
  uuid(): string
  fetch(url: string, init: RequestInit): Promise<Response>
  webSocket(url: string): WebSocketLike
  isOnline(): boolean
  isVisible(): boolean
  onOnlineChange(listener: () => void): Unsubscribe
  onVisibleChange(listener: () => void): Unsubscribe
  /** What the browser has for pushes; null where there is no browser. */
  push(): PushPlatform | null
  /** Whether unsent messages can be kept in IndexedDB. */
  hasIndexedDb(): boolean
  /**
   * Waits until no other tab holds the name, then calls `acquired`. Null: there are no locks here,
   * so every tab is on its own.
   */
  lock(name: string, acquired: () => void): TabLock | null
  /** Null: tabs can't hear each other here. */
  channel(name: string, listener: (message: unknown) => void): TabChannel | null
}

/** Workers have no document, Node hears of nothing. */
const here: Partial<typeof globalThis> = globalThis

/** The platform's own parts. Reads globals when called, never at import. */
export function platformEnvironment(): Environment {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    setTimer: (run, ms) => setTimeout(run, ms),
    clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    random: () => Math.random(),
    uuid,
    fetch: (url, init) => fetch(url, init),
    webSocket: openWebSocket,
    isOnline: () => here.navigator?.onLine !== false,
    isVisible: () => here.document?.visibilityState !== 'hidden',
    onOnlineChange: (listener) => listen(here, ['online', 'offline'], listener),
    onVisibleChange: (listener) => listen(here.document, ['visibilitychange'], listener),
    push: browserPush,
    hasIndexedDb: () => here.indexedDB !== undefined,
    lock,
    channel,
  }
}

/** `crypto.randomUUID` is missing on plain http pages other than localhost. */
function uuid(): string {
  const halves = [...crypto.getRandomValues(new Uint8Array(31))]
  // With the marks of version and variant.
  return '00000000-0000-4000-8000-000000000000'.replace(/[08]/g, (mark) => {
    const half = (halves.pop() ?? 0) & (mark === '8' ? 3 : 15)
    return (half | Number(mark)).toString(16)
  })
}

function listen(
  target: Partial<EventTarget> | undefined,
  events: readonly string[],
  listener: () => void,
): Unsubscribe {
  for (const event of events) target?.addEventListener?.(event, listener)
  return () => {
    for (const event of events) target?.removeEventListener?.(event, listener)
  }
}

function lock(name: string, acquired: () => void): TabLock | null {
  // Absent on plain http pages, whatever the type says.
  const locks = here.window?.navigator.locks
  if (!locks) return null
  const waiting = new AbortController()
  let release = () => waiting.abort()
  locks
    .request(name, { signal: waiting.signal }, () => {
      acquired()
      return new Promise<void>((resolve) => {
        release = resolve
      })
    })
    .catch(() => undefined)
  return { release: () => release() }
}

function channel(name: string, listener: (message: unknown) => void): TabChannel | null {
  if (here.window?.BroadcastChannel === undefined) return null
  const line = new BroadcastChannel(name)
  line.onmessage = (event: MessageEvent<unknown>) => listener(event.data)
  return { post: (message) => line.postMessage(message), close: () => line.close() }
}
