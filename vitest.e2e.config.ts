import { defineConfig } from 'vitest/config'

// The browser tests run against what was built, as it is shipped, and one at a time: each drives
// browsers and servers of its own on a machine that may have two cores.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
})
