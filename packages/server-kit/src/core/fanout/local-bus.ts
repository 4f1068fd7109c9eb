import type { Bus } from './port'

/** The bus of a single node: calls the listeners at once. */
export function localBus(): Bus {
  const listeners = new Set<Parameters<Bus['subscribe']>[0]>()
  return {
    publish(signal) {
      for (const listener of listeners) listener(signal)
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
