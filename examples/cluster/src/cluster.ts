import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { startPostgres } from '../../../test/support/postgres'
import { startRedis } from '../../../test/support/redis'
import { startProxy } from './haproxy'
import { ClusterNode, type Program } from './node'

export interface ClusterOptions {
  /** Of every node. */
  readonly program: Program
  /** Of the proxy; 0 for any free one. */
  readonly port: number
}

export interface Cluster {
  /** The proxy's address: the one to open. */
  readonly url: string
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly nodes: readonly ClusterNode[]
  readonly jwtSecret: string
  /** Drains the nodes, then ends everything. The data is gone. */
  stop(): Promise<void>
}

/** PostgreSQL, Redis, three nodes and a proxy before them, all on this machine. */
export async function startCluster({ program, port }: ClusterOptions): Promise<Cluster> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
    stops.push(
      () => postgres.stop(),
      () => redis.stop(),
    )
    const jwtSecret = randomBytes(48).toString('base64')
    const env = {
      ...{ JWT_SECRET: jwtSecret, DATABASE_URL: postgres.url, REDIS_URL: redis.url },
      ...{ PROXIES: '1', ...program.env },
    }
    const ports = await freePorts(4)
    const nodes = ports.slice(0, 3).map((own) => new ClusterNode({ ...program, env }, own))
    stops.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))))
    await Promise.all(nodes.map((node) => node.ready()))
    const proxy = await startProxy(
      nodes.map(({ address }) => address),
      port === 0 ? (ports[3] ?? 0) : port,
    )
    stops.push(() => proxy.stop())
    const { url } = proxy
    return { url, databaseUrl: postgres.url, redisUrl: redis.url, nodes, jwtSecret, stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}

/** All at once, so that none is given out twice. */
async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer()
      await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
      return probe
    }),
  )
  return await Promise.all(
    probes.map(async (probe) => {
      const address = probe.address()
      await new Promise((resolve) => probe.close(resolve))
      return typeof address === 'object' && address !== null ? address.port : 0
    }),
  )
}
