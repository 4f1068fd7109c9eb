import { memoryPresence } from '../adapters/memory/presence'
import { memoryStorage } from '../adapters/memory/storage'
import type { Viewer } from '../core/identity/viewer'
import { OtsyError } from '../core/errors'
import type { Storage } from '../core/storage'
import type { OtsyServerOptions } from '../options'
import type { OtsyServer } from '../server'
import { BusHub } from './bus-hub'
import { VirtualClock } from './clock'
import { LabDevice } from './lab-device'
import { LabNode, type DeathMoment } from './lab-node'
import type { NetworkFaults } from './fate'
import { Network } from './network'
import { seededRandom } from './random'

export interface TestOtsyOptions {
  /** How the network misbehaves; everything it does follows from the seed. */
  readonly network?: NetworkFaults & { readonly seed?: number }
  /** Servers on the one store; default 1. */
  readonly nodes?: number
  /** As for `createOtsyServer`, without the parts that a test brings itself. */
  readonly server?: Partial<Omit<OtsyServerOptions<never>, 'storage' | 'presence' | 'bus' | 'auth'>>
  /**
   * Makes what the nodes keep everything in, on the virtual clock; default `memoryStorage`. One that
   * does real I/O works too, but then runs are no longer the same each time.
   */
  readonly storage?: () => Storage<never>
  /** When the clock begins, in milliseconds since the epoch. */
  readonly startAt?: number
}

/** The real server in memory, on a clock and a network of its own. */
export interface TestOtsy {
  /** The first node's API, for what a host's own code does. */
  readonly otsy: OtsyServer<never>
  readonly clock: {
    /** What `Date.now()` says, in milliseconds. */
    readonly now: number
    /** Milliseconds since the test began, whatever was done to the clock. */
    readonly elapsed: number
    /** Lets everything happen that needs no time. */
    settle(): Promise<void>
    /** Lets time go by. */
    advance(ms: number): Promise<void>
    /**
     * Lets time go by until a promise settles, and answers what it does. Plain `await` would wait for
     * ever for what needs time. Rejects when it has not after `mostMs`, by default a minute.
     */
    until<T>(promise: Promise<T>, mostMs?: number): Promise<T>
    /** Sets the clock of all servers forward, or back; no timer fires by it. */
    step(ms: number): void
  }
  readonly network: Network
  readonly nodes: readonly LabNode[]
  /** A token for a person; the server takes it for what it says. */
  token(userId: string, claims?: Partial<Omit<Viewer, 'userId'>>): string
  /** A phone, a tab: something with a connection of its own. The same name is the same device. */
  device(name: string): LabDevice
  /** Kills a node at once, or at a moment to come. */
  kill(node: number, at?: DeathMoment): void
  /**
   * A new process in the place of one, on what the store has kept. One that lives ends in an orderly way
   * first, which takes time: `clock.until(lab.restart(0))`.
   */
  restart(node: number): Promise<void>
  /** A node neither hears the others nor is heard, while it still reaches the store. */
  cutBus(node: number): void
  healBus(node: number): void
  /** No faults from now on; who is dead stays so. */
  heal(): void
  /** Ends everything and gives the process its own clock back. */
  close(): Promise<void>
}

/** As far from the epoch as anything, and the same in every run. */
const START = Date.UTC(2026, 0, 15, 12)
const silent = { info: ignore, warn: ignore, error: ignore, debug: ignore }

/**
 * Starts the real server in memory. From a seed it does the same each time, down to the order of events.
 * One at a time: while it lives, its clock is that of the whole process.
 */
export async function createTestOtsy(options: TestOtsyOptions = {}): Promise<TestOtsy> {
  const { seed = 1, ...faults } = options.network ?? {}
  const clock = new VirtualClock(options.startAt ?? START)
  const random = seededRandom(seed)
  const chance = Math.random
  // What the server leaves to chance follows from the seed as well.
  Math.random = seededRandom(seed + 1)
  const network = new Network(clock, random, faults)
  const hub = new BusHub(network)
  const storage = (options.storage ?? memoryStorage)()
  const presence = memoryPresence()
  const devices = new Map<string, LabDevice>()
  const nodes: LabNode[] = []
  let starts = 0

  async function startNode(): Promise<LabNode> {
    const node = new LabNode({
      ...{ name: `node ${starts++}`, storage, presence, hub },
      server: { verifyOrder: () => true, logger: silent, ...options.server, auth: authenticate },
    })
    await node.start()
    return node
  }

  for (let i = 0; i < (options.nodes ?? 1); i++) nodes.push(await startNode())

  const at = (index: number): LabNode => {
    const node = nodes[index]
    if (node === undefined) throw new RangeError(`There is no node ${index}.`)
    return node
  }

  return {
    get otsy() {
      return at(0).otsy
    },
    clock: {
      get now() {
        return clock.now
      },
      get elapsed() {
        return clock.elapsed
      },
      step: (ms) => clock.step(ms),
      settle: () => clock.settle(),
      advance: (ms) => clock.advance(ms),
      until: (promise, mostMs = 60_000) => clock.until(promise, mostMs),
    },
    network,
    nodes,
    token: (userId, claims) =>
      tokenOf({ sub: userId, role: 'user', expiresAt: clock.now + 3_600_000, ...claims }),
    device(name) {
      let device = devices.get(name)
      if (device === undefined) {
        device = new LabDevice({ name, network, random, clock, nodes })
        devices.set(name, device)
      }
      return device
    },
    kill(index, moment) {
      if (moment === undefined) at(index).kill()
      else at(index).killAt(moment)
    },
    async restart(index) {
      await at(index).close()
      nodes[index] = await startNode()
    },
    cutBus: (index) => hub.cut(at(index).name),
    healBus: (index) => hub.heal(at(index).name),
    heal() {
      for (const node of nodes) node.spare()
      hub.heal()
      network.heal()
    },
    async close() {
      for (const node of nodes) node.kill()
      await clock.settle()
      clock.uninstall()
      Math.random = chance
    },
  }
}

type Claims = { readonly sub: string } & Omit<Viewer, 'userId'>

/** Of the shape of a JWT, which clients look into; signed by nobody. */
function tokenOf(claims: Claims): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
}

async function authenticate(token: string): Promise<Viewer> {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    const { sub, ...viewer } = JSON.parse(claims) as Claims
    return { ...viewer, userId: sub }
  } catch {
    throw new OtsyError('unauthenticated')
  }
}

function ignore(): void {}
