import { v7 } from 'uuid'

/** A new id, unique everywhere. Sortable by chance only: nothing orders by it. */
export function newId(): string {
  return v7()
}
