import { useSyncExternalStore } from 'react'

interface Clock {
  subscribe(changed: () => void): () => void
  get(): number
}

/** One timer per pace, running only while somebody looks. */
function clock(everyMs: number): Clock {
  const listeners = new Set<() => void>()
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    get: () => now,
    subscribe(changed) {
      if (listeners.size === 0) {
        now = Date.now()
        timer = setInterval(tick, everyMs)
      }
      listeners.add(changed)
      return () => {
        listeners.delete(changed)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
  }
}

const clocks = { second: clock(1_000), minute: clock(30_000) }

/** The time in milliseconds since the epoch, renewed each second, or twice a minute. */
export function useNow(pace: keyof typeof clocks): number {
  return useSyncExternalStore(clocks[pace].subscribe, clocks[pace].get)
}
