import { setTimeout as delay } from 'node:timers/promises'
import type { Device } from './device'

/** What each app leaves between its sends: people write, and two cores carry it. */
const PAUSE_MS = 20

export interface Load {
  /** Resolves when so many more are stored. */
  more(count: number): Promise<void>
  lasting(ms: number): Promise<void>
  /** Stops, and waits for what is under way. Resolves with how many were stored in all. */
  end(): Promise<number>
}

/** Everyone sends, one message after the other, until told to stop. */
export function loadOf(devices: readonly Device[]): Load {
  let stored = 0
  let stopped = false
  let waiting: { readonly at: number; readonly resolve: () => void }[] = []
  const running = devices.map(async (device) => {
    while (!stopped) {
      await device.send(`${device.name} ${stored}`)
      stored++
      for (const { resolve } of waiting.filter(({ at }) => at <= stored)) resolve()
      waiting = waiting.filter(({ at }) => at > stored)
      await delay(PAUSE_MS)
    }
  })
  const ended = Promise.all(running)
  // Told to whoever waits for it.
  ended.catch(() => undefined)
  return {
    async more(count) {
      const reached = new Promise<void>((resolve) => {
        waiting.push({ at: stored + count, resolve })
      })
      await Promise.race([reached, ended])
    },
    lasting: (ms) => delay(ms),
    async end() {
      stopped = true
      await ended
      return stored
    },
  }
}
