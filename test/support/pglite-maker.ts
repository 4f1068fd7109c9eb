// Makes a PGlite folder with Otsy's tables and nothing in them, in the folder that is named.
import { pgliteStorage } from '@otsy/server-kit/pglite'

const storage = pgliteStorage({ dataDir: process.argv[2] ?? '' })
await storage.open()
await storage.close()
