// Builds every workspace that changed since its last build: `npm run build [-- folder …]`.
import { buildOrExit } from './lib/build.mjs'

const only = process.argv.slice(2)
await buildOrExit(only.length > 0 ? { only } : {})
