import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    memory: 'src/adapters/memory/index.ts',
    pglite: 'src/adapters/sql/pglite.ts',
    postgres: 'src/adapters/sql/postgres.ts',
    redis: 'src/adapters/redis/index.ts',
    'web-push': 'src/adapters/web-push/index.ts',
    express: 'src/transports/mounts/express.ts',
    conformance: 'src/conformance/index.ts',
    testing: 'src/testing/index.ts',
    cli: 'src/cli/main.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: process.env.OTSY_BUILD_TYPES !== '0',
  clean: true,
  splitting: true,
  treeshake: true,
})
