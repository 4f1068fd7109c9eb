// Starts a PostgreSQL and waits to be killed.
import { writeSync } from 'node:fs'
import { startPostgres } from './postgres'

const { dataDir, url } = await startPostgres()
writeSync(1, `${JSON.stringify({ dataDir, url })}\n`)
setInterval(() => {}, 60_000)
