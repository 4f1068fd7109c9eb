import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PresenceStore } from '../core/presence/port'
import type { Storage } from '../core/storage'
import type { OtsyServerOptions } from '../options'
import { createOtsyServer, type OtsyServer } from '../server'
import type { BusHub } from './bus-hub'
import { severable, type Around } from './severable'

export interface LabNodeOptions {
  readonly name: string
  readonly storage: Storage<never>
  readonly presence: PresenceStore
  readonly hub: BusHub
  readonly server: Omit<OtsyServerOptions<never>, 'storage' | 'presence' | 'bus'>
}

/** The moment of a storage call at which a node dies. */
export interface DeathMoment {
  /** A method of the storage, such as `append`. */
  readonly method: string
  readonly moment: 'before' | 'after'
}

/** One server process of a test: the real server on connections that stay in the process. */
export class LabNode {
  readonly name: string
  readonly otsy: OtsyServer<never>
  readonly #server: Server = createServer()
  readonly #connections = new Set<Duplex>()
  readonly #sever: () => void
  readonly #hub: BusHub
  readonly #died: Promise<void>
  #death: DeathMoment | null = null
  #isAlive = true
  #die: () => void = () => {}

  constructor({ name, storage, presence, hub, server }: LabNodeOptions) {
    this.name = name
    this.#hub = hub
    this.#died = new Promise((resolve) => (this.#die = resolve))
    const around: Around = (method, moment) => {
      if (this.#death?.method === method && this.#death.moment === moment) this.kill()
    }
    const store = severable(storage, around)
    const leases = severable(presence)
    this.#sever = () => {
      store.sever()
      leases.sever()
    }
    this.otsy = createOtsyServer<never>({
      ...server,
      storage: { ...store.value, open: () => storage.open(), close: async () => {} },
      presence: leases.value,
      bus: hub.of(name),
    })
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  async start(): Promise<void> {
    await this.otsy.attach(this.#server)
  }

  /** Takes the server's end of a new connection; false when the node is gone. */
  accept(connection: Duplex): boolean {
    if (!this.#isAlive) return false
    this.#connections.add(connection)
    connection.once('close', () => this.#connections.delete(connection))
    this.#server.emit('connection', connection)
    return true
  }

  /** Dies as by SIGKILL: what is under way is never answered, and no connection is closed in words. */
  kill(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#sever()
    this.#hub.forget(this.name)
    for (const connection of this.#connections) connection.destroy()
    this.#die()
  }

  /** Dies at the next such moment. */
  killAt(moment: DeathMoment): void {
    this.#death = moment
  }

  /** Does not die at a moment to come. */
  spare(): void {
    this.#death = null
  }

  /** Ends in an orderly way, unless it is killed meanwhile. */
  async close(): Promise<void> {
    if (!this.#isAlive) return
    await Promise.race([this.otsy.close(), this.#died])
    this.#isAlive = false
    this.#hub.forget(this.name)
    for (const connection of this.#connections) connection.destroy()
  }
}
