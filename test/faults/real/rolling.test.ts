import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRedis, type RunningRedis } from '../../support/redis'
import { createTestDatabase, type TestDatabase } from '../../support/test-database'
import { Link } from './support/link'
import { loadOf } from './support/load'
import { NodeProcess } from './support/node-process'
import { isLong } from './support/scale'
import { Scene } from './support/scene'

const BETWEEN = isLong ? 100 : 15
const ROUNDS = isLong ? 3 : 1

let database: TestDatabase
let redis: RunningRedis
let nodes: NodeProcess[]
let first: NodeProcess
let proxy: Link

beforeAll(async () => {
  ;[database, redis] = await Promise.all([createTestDatabase(), startRedis()])
  const settings = { databaseUrl: database.url, redisUrl: redis.url, headCheckMs: 1_000 }
  const start = () => NodeProcess.start({ ...settings, drainMs: 5_000 })
  nodes = await Promise.all([start(), start(), start()])
  ;[first] = nodes as [NodeProcess]
  proxy = await Link.to(...nodes.map((node) => () => node.port))
})

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()))
  await proxy[Symbol.asyncDispose]()
  await redis.stop()
  await database.drop()
})

test.each([
  ['fault 25: three nodes drained and started anew, one after the other, under load', 'end'],
  ['three nodes killed and started anew, one after the other, under load', 'kill'],
] as const)(
  '%s',
  async (orderId, how) => {
    const { id: chatId } = await first.open(orderId)
    using here = new Scene({ databaseUrl: database.url, chatId })
    const url = `http://127.0.0.1:${proxy.port}`
    const people = ['hanako', 'taro', 'hanako', 'taro']
    const devices = await Promise.all(people.map((person) => here.device(person, url)))
    const load = loadOf(devices)
    for (let round = 0; round < ROUNDS; round++) {
      for (const node of nodes) {
        await load.more(BETWEEN)
        await node[how]()
        await load.more(BETWEEN)
        await node.restart()
      }
    }
    expect(await here.judged(await load.end())).toBeNull()
  },
  300_000,
)
