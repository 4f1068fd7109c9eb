// The built reference server with the environment as it is. It runs in this very process, so that a
// signal, even SIGKILL, meets the server itself and never leaves it behind. On stdout stands only
// what the server prints.
import { pathToFileURL } from 'node:url'
import { buildOrExit } from './lib/build.mjs'
import { inRoot } from './lib/paths.mjs'

await buildOrExit({ only: ['examples/reference-server', 'examples/web'] })

const entry = inRoot('examples', 'reference-server', 'dist', 'serve.js')
process.argv[1] = entry
await import(pathToFileURL(entry).href)
