import type { Environment, TabLock } from '../environment'

/** Runs one work after the other, in this page and, where there are locks, in all tabs. */
export function alone(
  name: string,
  environment: Pick<Environment, 'lock'>,
): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const run = async () => {
      const lock = await acquired(name, environment)
      try {
        return await work()
      } finally {
        lock?.release()
      }
    }
    const result = last.then(run)
    last = result.catch(() => undefined)
    return result
  }
}

function acquired(name: string, environment: Pick<Environment, 'lock'>): Promise<TabLock | null> {
  return new Promise((resolve) => {
    // It may be had before it was returned.
    const lock: TabLock | null = environment.lock(name, () => queueMicrotask(() => resolve(lock)))
    if (lock === null) resolve(null)
  })
}
