/**
 * What the suites need of a test runner. Vitest and Jest fit as they are; for `node:test` pass
 * `{ describe, it, afterAll: after }`. Assertions come from `node:assert/strict`.
 */
export interface ConformanceRunner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
  afterAll(body: () => Promise<void>): unknown
}
