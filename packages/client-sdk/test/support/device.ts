import { onTestFinished } from 'vitest'
import { createOtsyClient, type OtsyClient, type OtsyClientOptions } from '../../src/index'
import { tokenOf } from './start-server'
import { until } from './until'

export interface Device {
  readonly otsy: OtsyClient
  /** Takes the network away, or gives it back, as the browser tells of it. */
  network(up: boolean): void
  online(): Promise<void>
}

export interface DeviceOptions extends Partial<OtsyClientOptions> {
  readonly role?: string
}

/** One person's client, with a network of its own that can be taken away. It closes with the test. */
export function createDevice(url: string, userId: string, given: DeviceOptions = {}): Device {
  const { role = 'user', environment, ...options } = given
  const listeners = new Set<() => void>()
  let isUp = true
  const otsy = createOtsyClient({
    url,
    getToken: () => tokenOf(userId, { role }),
    ...options,
    environment: {
      isOnline: () => isUp,
      onOnlineChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      fetch: (target, init) =>
        isUp ? fetch(target, init) : Promise.reject(new TypeError('There is no network.')),
      ...environment,
    },
  })
  onTestFinished(() => otsy.close())
  return {
    otsy,
    network(up) {
      isUp = up
      for (const listener of [...listeners]) listener()
    },
    async online() {
      otsy.connection.connect()
      await until(otsy.connection, ({ status }) => status === 'online')
    },
  }
}
