import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

// There is no development server: the demo signs in its own pages alone. `npm run dev` builds into
// `dist` after each change, and the running reference server serves that.
export default defineConfig({
  plugins: [react()],
  // The SDK's own source: no package needs to be built before the page.
  resolve: { conditions: ['@otsy/source', ...defaultClientConditions] },
  build: { target: 'es2022' },
})
