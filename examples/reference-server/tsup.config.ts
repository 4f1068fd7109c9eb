import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { serve: 'src/serve.ts', start: 'src/start.ts' },
  format: ['esm'],
  target: 'node20',
  clean: true,
})
