import { v7 } from 'uuid'

/** Random bytes for 256 ids: asking for 16 at a time costs more than all else about an id. */
const pool = new Uint8Array(16 * 256)
let used = pool.length

/** A new id, unique everywhere. Sortable by chance only: nothing orders by it. */
export function newId(): string {
  if (used === pool.length) {
    globalThis.crypto.getRandomValues(pool)
    used = 0
  }
  const random = pool.subarray(used, used + 16)
  used += 16
  return v7({ random })
}
