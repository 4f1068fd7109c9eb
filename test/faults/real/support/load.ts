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
  return {
    more: (count) =>
      new Promise((resolve) => waiting.push({ at: stored + count, resolve: () => resolve() })),
    lasting: (ms) => delay(ms),
    async end() {
      stopped = true
      await Promise.all(running)
      return stored
    },
  }
}
