import { OtsyError } from '../errors'

/**
 * Writes many in one commit. Where that fails for what one of them holds, it is found by halves and `instead`
 * is written of it, so that it holds up no other. Rejects while the store is away: that passes.
 */
export async function byHalves<T, R>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<readonly R[]>,
  instead: (item: T, cause: unknown) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  try {
    return await write(items)
  } catch (cause) {
    if (cause instanceof OtsyError) throw cause
    const [first, ...others] = items
    if (first === undefined) throw cause
    if (others.length === 0) return await instead(first, cause)
    const half = Math.ceil(items.length / 2)
    const before = await byHalves(items.slice(0, half), write, instead)
    return [...before, ...(await byHalves(items.slice(half), write, instead))]
  }
}

/** What a log may hold of a fault: databases quote in their words what they cannot hold. */
export function nameOf(fault: unknown): string {
  if (!(fault instanceof Error)) return typeof fault
  return 'sqlState' in fault ? `${fault.name} ${String(fault.sqlState)}` : fault.name
}
