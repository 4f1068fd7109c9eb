import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startCluster, type Cluster } from './cluster'

const DEMO = fileURLToPath(new URL('../../reference-server/dist/start.js', import.meta.url))

// The demo on three nodes; signing in is answered by any of them, with the one secret they share.
const dataDir = await mkdtemp(join(tmpdir(), 'otsy-cluster-'))
let cluster: Cluster | undefined
let ending: Promise<void> | undefined
const end = (code: number): void => {
  ending ??= (async () => {
    console.log('\nstopping: the nodes send everyone away, then all ends')
    await cluster?.stop()
    await rm(dataDir, { recursive: true, force: true })
    process.exit(code)
  })()
}
process.on('SIGINT', () => end(0))
process.on('SIGTERM', () => end(0))
// Whoever started it is gone.
process.on('disconnect', () => end(0))

try {
  console.log('starting PostgreSQL, Redis, three nodes and a proxy …')
  cluster = await startCluster({
    program: { args: [DEMO], env: { DATA_DIR: dataDir } },
    port: Number(process.env['PORT'] || 4000),
  })
  print(cluster)
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause)
  end(1)
}

function print({ url, nodes, databaseUrl, redisUrl }: Cluster): void {
  console.log(`ready ${url}`)
  console.log(`  as customer   ${url}/customer`)
  console.log(`  as shopper    ${url}/shopper   (by chance on another node)`)
  nodes.forEach(({ address }, i) => console.log(`  node ${i + 1}        http://${address}`))
  console.log(`  PostgreSQL    ${databaseUrl}`)
  console.log(`  Redis         ${redisUrl}`)
  console.log('  kill a node to see the others go on; stop all with Ctrl+C')
}
