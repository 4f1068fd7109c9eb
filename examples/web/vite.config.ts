import react from '@vitejs/plugin-react'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

// There is no development server: the demo signs in its own pages alone. `npm run dev` builds into
// `dist` after each change, and the running reference server serves that.
export default defineConfig({
  plugins: [react(), readyWorker()],
  // The SDK's own source: but for the worker, no package needs to be built before the page.
  resolve: { conditions: ['@otsy/source', ...defaultClientConditions] },
  build: { target: 'es2022' },
})

/** The SDK's ready service worker at the root of the pages, as any app without one of its own has it. */
function readyWorker(): Plugin {
  return {
    name: 'otsy-sw',
    async generateBundle() {
      const file = fileURLToPath(import.meta.resolve('@otsy/client-sdk/otsy-sw.js'))
      this.emitFile({ type: 'asset', fileName: 'otsy-sw.js', source: await readFile(file) })
    },
  }
}
