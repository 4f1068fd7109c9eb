// The built reference server with the environment as it is. It runs in this very process, so that a
// signal, even SIGKILL, meets the server itself. On stdout stands only what the server prints.
import { pathToFileURL } from 'node:url'
import { buildOrExit } from './lib/build.mjs'
import { endWithNpm } from './lib/end-with-npm.mjs'
import { inRoot } from './lib/paths.mjs'

await buildOrExit({ only: ['examples/reference-server', 'examples/web'], types: false })

const entry = inRoot('examples', 'reference-server', 'dist', 'serve.js')
process.argv[1] = entry
endWithNpm()
await import(pathToFileURL(entry).href)
