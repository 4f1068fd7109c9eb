import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

const port = Number(process.env['PORT'] ?? 5173)

export default defineConfig({
  plugins: [react()],
  // The SDK's own source: no package needs to be built before the page.
  resolve: { conditions: ['@otsy/source', ...defaultClientConditions] },
  server: { host: '127.0.0.1', port, strictPort: true },
  preview: { host: '127.0.0.1', port, strictPort: true },
  build: { target: 'es2022' },
})
