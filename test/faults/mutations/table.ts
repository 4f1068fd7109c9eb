import { inMemory } from './in-memory'
import type { Mutation } from './mutation'
import { realParts } from './real-parts'

/** For each fault what keeps its promise, taken away. */
export const mutations: readonly Mutation[] = [...inMemory, ...realParts].sort(
  (a, b) => a.fault - b.fault,
)
