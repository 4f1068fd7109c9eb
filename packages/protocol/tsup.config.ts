import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', schemas: 'src/schemas/index.ts' },
  format: ['esm', 'cjs'],
  dts: process.env.OTSY_BUILD_TYPES !== '0',
  clean: true,
  treeshake: true,
})
