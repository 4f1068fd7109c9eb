import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    react: 'src/react/index.ts',
    testing: 'src/testing/index.ts',
    'socket-io': 'src/socket-io/index.ts',
    'service-worker': 'src/service-worker/index.ts',
    'open-global': 'src/socket/open-global.ts',
    'open-node': 'src/socket/open-node.ts',
  },
  format: ['esm', 'cjs'],
  dts: {
    entry: {
      index: 'src/index.ts',
      react: 'src/react/index.ts',
      testing: 'src/testing/index.ts',
      'socket-io': 'src/socket-io/index.ts',
      'service-worker': 'src/service-worker/index.ts',
    },
  },
  // Which one it is depends on where the bundle runs; see `imports` in package.json.
  external: ['#websocket'],
  clean: true,
  treeshake: true,
})
