import { defineConfig } from 'vitest/config'

const source = { conditions: ['@otsy/source'] }

export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: {
    globalSetup: ['./test/global-setup.ts'],
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'packages/*/test/**/*.test.{ts,tsx}',
      'examples/*/src/**/*.test.{ts,tsx}',
      'examples/*/test/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // Many wait for a server or a database of theirs, so two at a time suit two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
