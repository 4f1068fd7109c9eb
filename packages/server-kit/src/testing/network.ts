import type { VirtualClock } from './clock'
import { decide, scriptedDecision } from './fate'
import type { Decision, Direction, Fate, NetworkFaults } from './fate'

/** One frame and what became of it. What it says is not kept. */
export interface TraceEntry {
  /** Milliseconds since the test began. */
  readonly at: number
  readonly device: string
  readonly direction: Direction
  readonly fate: Fate
}

interface LinkState {
  /** Frames vanish in these directions without either side being told. */
  readonly silent: Set<Direction>
  readonly connections: Set<Connection>
  /** What is told once the silence ends. */
  untold: (() => void)[]
}

export interface Connection {
  /** Ends it for both sides at once, as when a cable is pulled. */
  destroy(): void
}

/** What becomes of one frame; undefined: what chance says. */
export type FrameScript = (frame: {
  readonly device: string
  readonly direction: Direction
  /** What it says, as Engine.IO writes it. */
  readonly text: string
}) => Decision['fate'] | undefined

/** Carries frames between devices and servers, and has its own ideas about some of them. */
export class Network {
  readonly #clock: VirtualClock
  readonly #random: () => number
  readonly #links = new Map<string, LinkState>()
  readonly #lastArrival = new Map<string, number>()
  #faults: NetworkFaults
  #script: FrameScript | null = null
  readonly trace: TraceEntry[] = []

  constructor(clock: VirtualClock, random: () => number, faults: NetworkFaults) {
    this.#clock = clock
    this.#random = random
    this.#faults = faults
  }

  /** From now on a network like this; `{}` is one without faults. */
  become(faults: NetworkFaults): void {
    this.#faults = faults
  }

  /** From now on asks this first what becomes of each frame of a WebSocket; null: asks nobody. */
  script(script: FrameScript | null): void {
    this.#script = script
  }

  /** Ends the connections of a device, or of all, at once. They may come back. */
  cut(device?: string): void {
    for (const [name, link] of this.#links) {
      if (device !== undefined && device !== name) continue
      for (const connection of link.connections) connection.destroy()
    }
  }

  /**
   * From now on nothing of a device gets through, in one direction or in both, and nobody is told: a
   * half-open connection.
   */
  silence(device: string, direction?: Direction): void {
    const { silent } = this.#link(device)
    for (const one of direction === undefined ? DIRECTIONS : [direction]) silent.add(one)
  }

  /** A device is heard again; what ended meanwhile is told of now. */
  unsilence(device: string): void {
    const link = this.#link(device)
    link.silent.clear()
    for (const tell of link.untold.splice(0)) tell()
  }

  /** No faults any more, no script and no silence. */
  heal(): void {
    this.#faults = {}
    this.#script = null
    for (const device of this.#links.keys()) this.unsilence(device)
  }

  register(device: string, connection: Connection): () => void {
    const { connections } = this.#link(device)
    connections.add(connection)
    return () => connections.delete(connection)
  }

  /** Whether frames of a device vanish in a direction; without one, in any. */
  isSilent(device: string, direction?: Direction): boolean {
    const { silent } = this.#link(device)
    return direction === undefined ? silent.size > 0 : silent.has(direction)
  }

  /** Tells a device something, once it can hear it. */
  tell(device: string, run: () => void): void {
    const link = this.#link(device)
    if (link.silent.has('to client')) link.untold.push(run)
    else run()
  }

  /** Brings a frame to `arrive`: at once, late, twice, or not at all. */
  carry(frame: {
    readonly device: string
    readonly direction: Direction
    readonly connection: Connection
    readonly arrive: () => void
    readonly text?: string
  }): void {
    const { device, direction, connection, arrive, text } = frame
    const note = (fate: Fate) => {
      this.trace.push({ at: this.#clock.elapsed, device, direction, fate })
    }
    if (this.isSilent(device, direction)) return note('lost in silence')
    const scripted = text === undefined ? undefined : this.#script?.({ device, direction, text })
    const { fate, ms, isOvertaken } =
      scripted === undefined ? decide(this.#random, this.#faults) : scriptedDecision(scripted)
    note(fate)
    if (fate === 'dropped') return
    if (fate === 'cut') return connection.destroy()
    const line = `${device} ${direction}`
    const arrivesAt = this.#clock.elapsed + ms
    const inOrder = Math.max(arrivesAt, this.#lastArrival.get(line) ?? 0)
    if (!isOvertaken) this.#lastArrival.set(line, inOrder)
    const at = isOvertaken ? arrivesAt : inOrder
    this.#at(at, arrive)
    if (fate === 'duplicated') this.#at(at, arrive)
  }

  #at(time: number, run: () => void): void {
    this.#clock.stir()
    const ms = time - this.#clock.elapsed
    if (ms <= 0) run()
    else setTimeout(run, ms)
  }

  #link(device: string): LinkState {
    let link = this.#links.get(device)
    if (link === undefined) {
      link = { silent: new Set(), connections: new Set(), untold: [] }
      this.#links.set(device, link)
    }
    return link
  }
}

const DIRECTIONS: readonly Direction[] = ['to server', 'to client']
