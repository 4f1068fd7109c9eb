import { defineConfig } from 'tsup'

// One classic script that needs nothing else: browsers without module workers run it too.
export default defineConfig({
  entry: { 'otsy-sw': 'src/service-worker/otsy-sw.ts' },
  format: 'iife',
  outExtension: () => ({ js: '.js' }),
  minify: true,
  // The other build has cleaned up and is done.
  clean: false,
})
