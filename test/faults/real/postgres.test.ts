import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type RunningPostgres } from '../../support/postgres'
import { Link } from './support/link'
import { loadOf } from './support/load'
import { NodeProcess } from './support/node-process'
import { post } from './support/post'
import { Scene } from './support/scene'
import { smallDisk } from './support/tmpfs'

let postgres: RunningPostgres
let line: Link
let node: NodeProcess

beforeAll(async () => {
  postgres = await startPostgres()
  line = await Link.to(postgres.port)
  node = await NodeProcess.start({ databaseUrl: line.through(postgres.url), headCheckMs: 300 })
})

afterAll(async () => {
  await node.kill()
  await line[Symbol.asyncDispose]()
  await postgres.stop()
})

async function scene(orderId: string) {
  const { id: chatId } = await node.open(orderId)
  const here = new Scene({ databaseUrl: postgres.url, chatId })
  const hanako = await here.device('hanako', node.url)
  const taro = await here.device('taro', node.url)
  return { here, chatId, hanako, taro, [Symbol.dispose]: () => here[Symbol.dispose]() }
}

// These two have a PostgreSQL each.
test.concurrent(
  'fault 11: PostgreSQL is killed under load: nothing acknowledged is missing',
  async () => {
    using scenario = await scene('killed')
    const { here, hanako, taro } = scenario
    const load = loadOf([hanako, taro])
    for (let i = 0; i < 2; i++) {
      await load.more(20)
      await postgres.kill()
      await postgres.restart()
    }
    await load.more(20)
    expect(await here.judged(await load.end())).toBeNull()
  },
)

test.concurrent(
  'fault 33: a full disk refuses writes in words, reads go on, and space mends it',
  async () => {
    await using disk = await smallDisk(160)
    const settings = { max_wal_size: '32MB', min_wal_size: '32MB' }
    const full = await startPostgres({ parent: disk.folder, settings })
    await using own = await NodeProcess.start({ databaseUrl: full.url })
    const { id: chatId } = await own.open('full')
    using here = new Scene({ databaseUrl: full.url, chatId })
    const hanako = await here.device('hanako', own.url)
    await hanako.send('while there is space')
    await disk.fill()
    const refusal = await filledUp(own.url, chatId)
    expect(refusal).toMatchObject({
      status: 503,
      body: { error: { code: 'storage_unavailable', retryable: true } },
    })
    const history = await here.read('hanako', own.url)
    expect(history.messages[0]).toMatchObject({ content: 'while there is space' })
    await disk.free()
    expect(await hanako.send('space again')).toMatchObject({ content: 'space again' })
    await full.stop()
  },
)

test('fault 15: a node cut off from PostgreSQL says so, retryably, and claims nothing', async () => {
  using scenario = await scene('cut')
  const { here, chatId, hanako, taro } = scenario
  await hanako.send('before')
  line.cut()
  const sent = hanako.send('meanwhile')
  const refusal = await post(node.url, { chatId, person: 'taro', content: 'over REST' })
  expect(refusal).toMatchObject({
    status: 503,
    body: { error: { code: 'storage_unavailable', retryable: true } },
  })
  line.heal()
  expect(await sent).toMatchObject({ seq: 2 })
  await taro.send('after')
  expect(await here.judged(3)).toBeNull()
})

test('fault 12: an older backup in its place is noticed, and apps load all of it anew', async () => {
  using scenario = await scene('restored')
  const { chatId, hanako, taro } = scenario
  const restored = [hanako, taro].map((device) => device.recovered())
  for (const text of ['kept', 'kept too']) await hanako.send(text)
  await taro.shows(2)
  const backup = `${postgres.dataDir}-backup`
  await postgres.kill()
  await copy(postgres.dataDir, backup)
  await postgres.restart()
  for (const text of ['lost', 'lost too']) await taro.send(text)
  await hanako.shows(4)

  await postgres.kill()
  await rm(postgres.dataDir, { recursive: true })
  await copy(backup, postgres.dataDir)
  await rm(backup, { recursive: true })
  await postgres.restart()
  // The node went on all the while.
  expect(await Promise.all(restored)).toEqual([
    { chatId, complete: false },
    { chatId, complete: false },
  ])
  const after = await taro.send('of the old log')
  expect(after.seq).toBe(3)
  await hanako.shows(3)
  for (const device of [hanako, taro]) {
    const texts = device.shown().messages.map(({ content }) => content)
    expect(texts).toEqual(['kept', 'kept too', 'of the old log'])
  }
})

/** With owners and times, as a backup has them. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to])
}

/** Writes until the pages that are already there hold no more. */
async function filledUp(url: string, chatId: string) {
  for (;;) {
    const answer = await post(url, { chatId, person: 'taro', content: 'x'.repeat(9_000) })
    if (answer.status !== 201) return answer
  }
}
