/**
 * What the suites need of a test runner. Vitest and Jest fit as they are; for `node:test` pass
 * `{ describe, it, afterAll: after }`. Assertions come from `node:assert/strict`.
 */
export interface ConformanceRunner {
  describe(name: string, body: () => void): void
  it(name: string, body: () => Promise<void>): void
  afterAll(body: () => Promise<void>): void
}
