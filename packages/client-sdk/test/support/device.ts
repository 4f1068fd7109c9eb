import { onTestFinished } from 'vitest'
import { createOtsyClient, type OtsyClient, type OtsyClientOptions } from '../../src/index'
import { createProxy, type Proxy } from './proxy'
import { tokenOf } from './start-server'
import { until } from './until'

export interface Device {
  /** For another tab, or the same one reloaded: both know the server under one address. */
  readonly proxy: Proxy
  readonly otsy: OtsyClient
  /** Takes the network away, or gives it back, as the browser tells of it. */
  network(up: boolean): void
  /** Breaks the connection once; the browser does not know why. */
  cut(): void
  online(): Promise<void>
}

export interface DeviceOptions extends Partial<OtsyClientOptions> {
  readonly role?: string
  readonly proxy?: Proxy
}

/** One person's client, with a line to the server that can be cut. It closes with the test. */
export async function createDevice(
  url: string,
  userId: string,
  given: DeviceOptions = {},
): Promise<Device> {
  const { role = 'user', environment, ...options } = given
  const proxy = given.proxy ?? (await createProxy(url))
  const listeners = new Set<() => void>()
  let isUp = true
  const otsy = createOtsyClient({
    url: proxy.url,
    getToken: () => tokenOf(userId, { role }),
    ...options,
    environment: {
      isOnline: () => isUp,
      onOnlineChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      ...environment,
    },
  })
  onTestFinished(() => otsy.close())
  return {
    otsy,
    proxy,
    network(up) {
      isUp = up
      proxy.pass(up)
      for (const listener of [...listeners]) listener()
    },
    cut() {
      proxy.pass(false)
      proxy.pass(true)
    },
    async online() {
      otsy.connection.connect()
      await until(otsy.connection, ({ status }) => status === 'online')
    },
  }
}
