import { defineConfig } from 'tsup'

const subpaths = {
  index: 'src/index.ts',
  react: 'src/react/index.ts',
  testing: 'src/testing/index.ts',
  'socket-io': 'src/socket-io/index.ts',
  'service-worker': 'src/service-worker/index.ts',
}

export default defineConfig({
  entry: {
    ...subpaths,
    'open-global': 'src/socket/open-global.ts',
    'open-node': 'src/socket/open-node.ts',
  },
  format: ['esm', 'cjs'],
  dts: process.env.OTSY_BUILD_TYPES !== '0' && { entry: subpaths },
  // Which one it is depends on where the bundle runs; see `imports` in package.json.
  external: ['#websocket'],
  clean: true,
  treeshake: true,
})
