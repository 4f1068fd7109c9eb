import type { VirtualClock } from './clock'
import type { LabNode } from './lab-node'
import { LabSocket } from './lab-socket'
import type { Network } from './network'

export interface LabDeviceOptions {
  readonly name: string
  readonly network: Network
  readonly random: () => number
  readonly clock: VirtualClock
  readonly nodes: readonly LabNode[]
}

/**
 * What a client needs of the world, as one device has it: hand it to
 * `createOtsyClient({ url: device.url, environment: device.environment })`.
 */
export class LabDevice {
  readonly url = 'http://otsy.test'
  readonly #options: LabDeviceOptions
  readonly #onlineListeners = new Set<() => void>()
  #pinned: number | null = null
  #skew = 0
  #isOnline = true

  constructor(options: LabDeviceOptions) {
    this.#options = options
  }

  readonly environment = {
    now: (): number => this.#options.clock.now + this.#skew,
    elapsed: (): number => this.#options.clock.elapsed,
    random: (): number => this.#options.random(),
    setTimer: (run: () => void, ms: number): unknown => setTimeout(run, ms),
    clearTimer: (timer: unknown): void => clearTimeout(timer as NodeJS.Timeout),
    fetch: (url: string, init: RequestInit): Promise<Response> => this.#fetch(url, init),
    webSocket: (url: string): LabSocket => this.#connect(url),
    hasIndexedDb: (): boolean => false,
    isOnline: (): boolean => this.#isOnline,
    isVisible: (): boolean => true,
    onOnlineChange: (listener: () => void): (() => void) => {
      this.#onlineListeners.add(listener)
      return () => this.#onlineListeners.delete(listener)
    },
  }

  /** From now on it reaches this node alone; null: any that lives. */
  pin(node: number | null): void {
    this.#pinned = node
  }

  /** Its clock is wrong by so many milliseconds. */
  skew(ms: number): void {
    this.#skew = ms
  }

  /** The device knows that it has no network, as in flight mode. */
  goOffline(): void {
    if (!this.#isOnline) return
    const { name, network } = this.#options
    network.silence(name)
    this.#setOnline(false)
  }

  goOnline(): void {
    if (this.#isOnline) return
    const { name, network } = this.#options
    network.unsilence(name)
    this.#setOnline(true)
  }

  #setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline
    for (const listener of [...this.#onlineListeners]) listener()
  }

  #connect(url: string): LabSocket {
    const { name, network, clock } = this.#options
    return new LabSocket({
      ...{ url, device: name, network },
      accept: (connection) => this.#node()?.accept(connection) ?? false,
      onMove: () => clock.stir(),
    })
  }

  /** As a proxy in front of the nodes would: one of those that live. */
  #node(): LabNode | undefined {
    const { nodes, random } = this.#options
    if (this.#pinned !== null) return nodes[this.#pinned]
    const alive = nodes.filter(({ isAlive }) => isAlive)
    return alive[Math.floor(random() * alive.length)]
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { name, network } = this.#options
    await this.#travel('to server', init)
    const node = this.#node()
    if (node === undefined || !node.isAlive) throw new TypeError('fetch failed')
    const { signal: _signal, ...rest } = init
    const answer = await Promise.race([node.otsy.handler(new Request(url, rest)), aborted(init)])
    await this.#travel('to client', init)
    if (network.isSilent(name, 'to client')) return await aborted(init)
    return answer
  }

  /** Rejects, as `fetch` does, where the network loses the one or the other way. */
  async #travel(direction: 'to server' | 'to client', init: RequestInit): Promise<void> {
    const { name, network, clock } = this.#options
    let lose: (fault: Error) => void = () => {}
    const arrived = new Promise<void>((resolve, reject) => {
      lose = reject
      const connection = { destroy: () => reject(new TypeError('fetch failed')) }
      network.carry({ device: name, direction, connection, arrive: resolve })
    })
    const last = network.trace.at(-1)?.fate
    if (last === 'dropped') lose(new TypeError('fetch failed'))
    clock.stir()
    await Promise.race([arrived, aborted(init)])
  }
}

/** Rejects when the caller gives up. */
function aborted({ signal }: RequestInit): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal === null || signal === undefined) return
    const giveUp = () => reject(signal.reason as Error)
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
}
