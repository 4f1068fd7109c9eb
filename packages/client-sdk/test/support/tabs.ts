import type { Environment } from '../../src/index'

/** Locks and lines of one browser profile, as its tabs share them. */
export function sharedTabs(): { environment(): Pick<Environment, 'lock' | 'channel'> } {
  const queues = new Map<string, (() => void)[]>()
  const lines = new Map<string, Set<(message: unknown) => void>>()

  const lock: Environment['lock'] = (name, acquired) => {
    const queue = queues.get(name) ?? []
    queues.set(name, queue)
    queue.push(acquired)
    if (queue.length === 1) queueMicrotask(acquired)
    return {
      release: () => {
        const wasFirst = queue[0] === acquired
        const index = queue.indexOf(acquired)
        if (index >= 0) queue.splice(index, 1)
        const next = queue[0]
        if (wasFirst && next !== undefined) queueMicrotask(next)
      },
    }
  }
  const channel: Environment['channel'] = (name, listener) => {
    const line = lines.get(name) ?? new Set()
    lines.set(name, line)
    line.add(listener)
    return {
      post: (message) => {
        const copy: unknown = structuredClone(message)
        for (const other of line) if (other !== listener) setImmediate(() => other(copy))
      },
      close: () => line.delete(listener),
    }
  }
  return { environment: () => ({ lock, channel }) }
}
