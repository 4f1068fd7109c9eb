import { memoryStorage } from '../../src/adapters/memory/index'
import type { ChatStore, Storage } from '../../src/index'

type Method =
  'changesSince' | 'history' | 'append' | 'advanceRead' | 'heads' | 'inboxRows' | 'inboxChanges'

export interface HeldStorage {
  readonly storage: Storage<never>
  /** Lets the next call of a method do its work, and keeps its answer until `release`. */
  hold(method: Method): { readonly reached: Promise<void>; release(): void }
  /** Makes every call of a method fail from now on, or (undefined) work again. */
  fail(method: Method, fault: Error | undefined): void
  /** How often a method was called. */
  calls(method: Method): number
}

/** The memory store, whose answers a test can keep back: a slow database, at a chosen moment. */
export function heldStorage(): HeldStorage {
  const storage = memoryStorage()
  const holds = new Map<Method, { reach: () => void; released: Promise<void> }>()
  const faults = new Map<Method, Error>()
  const counts = new Map<Method, number>()

  function wrapped<M extends Method>(method: M): ChatStore<never>[M] {
    const run = storage.chats[method].bind(storage.chats) as (
      ...args: unknown[]
    ) => Promise<unknown>
    const held = async (...args: unknown[]): Promise<unknown> => {
      counts.set(method, (counts.get(method) ?? 0) + 1)
      const fault = faults.get(method)
      if (fault !== undefined) throw fault
      const hold = holds.get(method)
      holds.delete(method)
      const answer = await run(...args)
      hold?.reach()
      await hold?.released
      return answer
    }
    return held as ChatStore<never>[M]
  }

  const overrides = {
    changesSince: wrapped('changesSince'),
    history: wrapped('history'),
    append: wrapped('append'),
    advanceRead: wrapped('advanceRead'),
    heads: wrapped('heads'),
    inboxRows: wrapped('inboxRows'),
    inboxChanges: wrapped('inboxChanges'),
  }
  const chats = new Proxy(storage.chats, {
    get(target, name: keyof ChatStore<never>) {
      if (name in overrides) return overrides[name as Method]
      const value: unknown = target[name]
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return {
    storage: { ...storage, chats },
    hold(method) {
      let reach = () => {}
      let release = () => {}
      const reached = new Promise<void>((resolve) => (reach = resolve))
      const released = new Promise<void>((resolve) => (release = resolve))
      holds.set(method, { reach, released })
      return { reached, release }
    },
    fail(method, fault) {
      if (fault === undefined) faults.delete(method)
      else faults.set(method, fault)
    },
    calls: (method) => counts.get(method) ?? 0,
  }
}
