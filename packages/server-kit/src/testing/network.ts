import type { VirtualClock } from './clock'
import { decide, type Direction, type Fate, type NetworkFaults } from './fate'

/** One frame and what became of it. What it says is not kept. */
export interface TraceEntry {
  /** Milliseconds since the test began. */
  readonly at: number
  readonly device: string
  readonly direction: Direction
  readonly fate: Fate
}

interface LinkState {
  /** Frames vanish without either side being told. */
  isSilent: boolean
  readonly connections: Set<Connection>
}

export interface Connection {
  /** Ends it for both sides at once, as when a cable is pulled. */
  destroy(): void
}

/** Carries frames between devices and servers, and has its own ideas about some of them. */
export class Network {
  readonly #clock: VirtualClock
  readonly #random: () => number
  readonly #links = new Map<string, LinkState>()
  readonly #lastArrival = new Map<string, number>()
  readonly #began: number
  #faults: NetworkFaults
  readonly trace: TraceEntry[] = []

  constructor(clock: VirtualClock, random: () => number, faults: NetworkFaults) {
    this.#clock = clock
    this.#random = random
    this.#faults = faults
    this.#began = clock.now
  }

  /** From now on a network like this; `{}` is one without faults. */
  become(faults: NetworkFaults): void {
    this.#faults = faults
  }

  /** Ends the connections of a device, or of all, at once. They may come back. */
  cut(device?: string): void {
    for (const [name, link] of this.#links) {
      if (device !== undefined && device !== name) continue
      for (const connection of link.connections) connection.destroy()
    }
  }

  /** From now on nothing of a device arrives, and nobody is told: a half-open connection. */
  silence(device: string): void {
    this.#link(device).isSilent = true
  }

  /** No faults any more, and no silence. */
  heal(): void {
    this.#faults = {}
    for (const link of this.#links.values()) link.isSilent = false
  }

  register(device: string, connection: Connection): () => void {
    const { connections } = this.#link(device)
    connections.add(connection)
    return () => connections.delete(connection)
  }

  isSilent(device: string): boolean {
    return this.#link(device).isSilent
  }

  /** Brings a frame to `arrive`: at once, late, twice, or not at all. */
  carry(frame: {
    readonly device: string
    readonly direction: Direction
    readonly connection: Connection
    readonly arrive: () => void
  }): void {
    const { device, direction, connection, arrive } = frame
    const note = (fate: Fate) => {
      this.trace.push({ at: this.#clock.now - this.#began, device, direction, fate })
    }
    if (this.isSilent(device)) return note('lost in silence')
    const { fate, ms, isOvertaken } = decide(this.#random, this.#faults)
    note(fate)
    if (fate === 'dropped') return
    if (fate === 'cut') return connection.destroy()
    const line = `${device} ${direction}`
    const arrivesAt = this.#clock.now + ms
    const inOrder = Math.max(arrivesAt, this.#lastArrival.get(line) ?? 0)
    if (!isOvertaken) this.#lastArrival.set(line, inOrder)
    const at = isOvertaken ? arrivesAt : inOrder
    this.#at(at, arrive)
    if (fate === 'duplicated') this.#at(at, arrive)
  }

  #at(time: number, run: () => void): void {
    this.#clock.stir()
    const ms = time - this.#clock.now
    if (ms <= 0) run()
    else setTimeout(run, ms)
  }

  #link(device: string): LinkState {
    let link = this.#links.get(device)
    if (link === undefined) {
      link = { isSilent: false, connections: new Set() }
      this.#links.set(device, link)
    }
    return link
  }
}
