import type { Bus, Signal } from '../core/fanout/port'
import type { Network } from './network'

/** The bus between the nodes of a test, which may lose, double, delay and reorder. */
export class BusHub {
  readonly #network: Network
  readonly #nodes = new Map<string, Set<(signal: Signal) => void>>()
  readonly #apart = new Set<string>()

  constructor(network: Network) {
    this.#network = network
  }

  /** The bus as one node has it. */
  of(node: string): Bus {
    const listeners = new Set<(signal: Signal) => void>()
    this.#nodes.set(node, listeners)
    return {
      publish: (signal) => {
        // The dead are silent.
        if (this.#nodes.get(node) !== listeners) return
        for (const listener of listeners) listener(signal)
        for (const other of this.#nodes.keys()) {
          if (other !== node) this.#carry(node, other, signal)
        }
      },
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      async close() {
        listeners.clear()
      },
    }
  }

  /** A node is gone. */
  forget(node: string): void {
    this.#nodes.delete(node)
  }

  /** From now on a node neither hears the others nor is heard. */
  cut(node: string): void {
    this.#apart.add(node)
  }

  /** A node is no longer apart; without a name, none is. */
  heal(node?: string): void {
    if (node !== undefined) this.#apart.delete(node)
    else this.#apart.clear()
  }

  #carry(from: string, to: string, signal: Signal): void {
    if (this.#apart.has(from) || this.#apart.has(to)) return
    this.#network.carry({
      device: `bus ${from} to ${to}`,
      direction: 'to client',
      // There is always another message of the same bus: a cut of it is one that is lost.
      connection: { destroy: () => undefined },
      arrive: () => {
        for (const listener of this.#nodes.get(to) ?? []) listener(signal)
      },
    })
  }
}
