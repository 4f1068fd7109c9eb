// The demo: builds what changed, then runs the reference server with its pages, two demo people and
// their data in .data, and lets it print the addresses to open.
import { pathToFileURL } from 'node:url'
import { buildOrExit } from './lib/build.mjs'
import { endWithNpm } from './lib/end-with-npm.mjs'
import { inRoot } from './lib/paths.mjs'

await buildOrExit({ only: ['examples/reference-server', 'examples/web'], types: false })

process.env['OTSY_DEMO'] ??= '1'
process.env['DATA_DIR'] ??= inRoot('.data')
process.env['PORT'] ??= '4000'

const entry = inRoot('examples', 'reference-server', 'dist', 'start.js')
process.argv[1] = entry
endWithNpm()
await import(pathToFileURL(entry).href)
