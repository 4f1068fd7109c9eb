import * as node from 'node:test'
import * as vitest from 'vitest'
import type { ConformanceRunner } from './runner'

/** The runners that fit as they are. */
export const runners = [
  { describe: vitest.describe, it: vitest.it, afterAll: vitest.afterAll },
  { describe: node.describe, it: node.it, afterAll: node.after },
] satisfies ConformanceRunner[]
