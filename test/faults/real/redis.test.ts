import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message } from '@otsy/protocol'
import { Redis } from 'ioredis'
import { startRedis, type RunningRedis } from '../../support/redis'
import { createTestDatabase, type TestDatabase } from '../../support/test-database'
import type { Device } from './support/device'
import { Link } from './support/link'
import { loadOf } from './support/load'
import { NodeProcess } from './support/node-process'
import { isLong } from './support/scale'
import { Scene } from './support/scene'

const HEAD_CHECK_MS = isLong ? 5_000 : 1_000
/** A check may begin right before a commit and take a while itself. */
const WITHIN_MS = HEAD_CHECK_MS + 2_500

let database: TestDatabase
let redis: RunningRedis
/** The second node's way to Redis. */
let line: Link
let a: NodeProcess
let b: NodeProcess

beforeAll(async () => {
  ;[database, redis] = await Promise.all([createTestDatabase(), startRedis()])
  line = await Link.to(redis.port)
  const settings = { databaseUrl: database.url, headCheckMs: HEAD_CHECK_MS }
  ;[a, b] = await Promise.all([
    NodeProcess.start({ ...settings, redisUrl: redis.url }),
    NodeProcess.start({ ...settings, redisUrl: line.through(redis.url) }),
  ])
})

afterAll(async () => {
  await a.kill()
  await b.kill()
  await line[Symbol.asyncDispose]()
  await redis.stop()
  await database.drop()
})

async function scene(orderId: string) {
  const { id: chatId } = await a.open(orderId)
  const here = new Scene({ databaseUrl: database.url, chatId, withinMs: WITHIN_MS })
  const hanako = await here.device('hanako', a.url)
  const taro = await here.device('taro', b.url)
  for (const device of [hanako, taro]) device.watch()
  return { here, chatId, hanako, taro, [Symbol.dispose]: () => here[Symbol.dispose]() }
}

/** While nothing carries it to its node, and itself it says nothing that would make it look. */
async function hears(device: Device, { seq }: Message): Promise<void> {
  await device.shows(seq)
}

test('fault 13: Redis is killed under load: every change comes within one head check', async () => {
  using scenario = await scene('killed')
  const { here, hanako, taro } = scenario
  const load = loadOf([hanako, taro])
  await load.more(20)
  await redis.kill()
  await load.lasting(isLong ? 30_000 : 2 * HEAD_CHECK_MS)
  const meanwhile = await load.end()
  await hears(taro, await hanako.send('from the other node'))
  await redis.restart()
  const again = loadOf([hanako, taro])
  await again.more(20)
  expect(await here.judged(meanwhile + 1 + (await again.end()))).toBeNull()
}, 120_000)

test('fault 13: Redis forgets everything under load: nothing is lost, nothing late', async () => {
  using scenario = await scene('flushed')
  const { here, hanako, taro } = scenario
  const load = loadOf([hanako, taro])
  const admin = new Redis(redis.url)
  for (let i = 0; i < 5; i++) {
    await load.more(10)
    await admin.flushall()
  }
  admin.disconnect()
  expect(await here.judged(await load.end())).toBeNull()
})

test('fault 14: a node cut off from Redis alone has everything within one head check', async () => {
  using scenario = await scene('cut')
  const { here, hanako, taro } = scenario
  const load = loadOf([hanako])
  await load.more(10)
  line.cut()
  await load.lasting(2 * HEAD_CHECK_MS)
  const meanwhile = await load.end()
  await hears(taro, await hanako.send('from the other node'))
  line.heal()
  const again = loadOf([hanako, taro])
  await again.more(10)
  expect(await here.judged(meanwhile + 1 + (await again.end()))).toBeNull()
})

test('a member removed while their node was cut off from the bus gets nothing of after', async () => {
  using scenario = await scene('removed')
  const { here, chatId, hanako, taro } = scenario
  await hanako.send('before')
  await taro.shows(1)
  line.cut()
  await a.ask({ do: 'remove', chatId, userId: 'taro' })
  here.recorder.note({ type: 'removed', chat: chatId, person: 'taro', seq: 2 })
  const late = await here.device('hanako', b.url)
  for (let i = 0; i < 5; i++) await hanako.send('after')
  // Someone else on the same node has it all by now.
  await late.shows(7)
  line.heal()
  await taro.until(({ status }) => status === 'gone')
  expect(here.seenBy('taro')).toEqual([1])
})

test('a token revoked while its node was cut off from the bus ends within five seconds', async () => {
  using scenario = await scene('revoked')
  line.cut()
  const phone = await scenario.here.device('taro', b.url, 'phone of taro')
  const began = Date.now()
  await a.ask({ do: 'revoke', tokenId: 'phone of taro' })
  await phone.cutOff()
  line.heal()
  // The promise itself, not a measure of this machine.
  expect(Date.now() - began).toBeLessThan(5_000)
})
