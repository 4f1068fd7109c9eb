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
  #pinned: number | null = null

  constructor(options: LabDeviceOptions) {
    this.#options = options
  }

  readonly environment = {
    now: (): number => this.#options.clock.now,
    elapsed: (): number => this.#options.clock.now,
    random: (): number => this.#options.random(),
    setTimer: (run: () => void, ms: number): unknown => setTimeout(run, ms),
    clearTimer: (timer: unknown): void => clearTimeout(timer as NodeJS.Timeout),
    fetch: (url: string, init: RequestInit): Promise<Response> => this.#fetch(url, init),
    webSocket: (url: string): LabSocket => this.#connect(url),
    hasIndexedDb: (): boolean => false,
    isOnline: (): boolean => true,
    isVisible: (): boolean => true,
  }

  /** From now on it reaches this node alone; null: any that lives. */
  pin(node: number | null): void {
    this.#pinned = node
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
    if (network.isSilent(name)) return await aborted(init)
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
