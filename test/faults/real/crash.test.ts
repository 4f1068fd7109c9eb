import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/test-database'
import { appOf } from './support/device'
import { NodeProcess } from './support/node-process'
import { Scene } from './support/scene'

let database: TestDatabase
let a: NodeProcess
let b: NodeProcess

beforeAll(async () => {
  database = await createTestDatabase()
  a = await NodeProcess.start({ databaseUrl: database.url, headCheckMs: 300 })
  b = await NodeProcess.start({ databaseUrl: database.url, headCheckMs: 300 })
})

afterAll(async () => {
  await a.kill()
  await b.kill()
  await database.drop()
})

async function scene(orderId: string) {
  const { id: chatId } = await a.open(orderId)
  const here = new Scene({ databaseUrl: database.url, chatId })
  const hanako = await here.device('hanako', a.url)
  const taro = await here.device('taro', b.url)
  return { here, chatId, hanako, taro, [Symbol.dispose]: () => here[Symbol.dispose]() }
}

test.each([
  ['fault 8: a node killed before its commit acknowledges nothing, and the retry is', 'before'],
  ['fault 9: a node killed between commit and answer has one row, which the retry gets', 'after'],
] as const)('%s', async (_name, moment) => {
  using scenario = await scene(`killed ${moment}`)
  const { here, hanako, taro } = scenario
  await hanako.send('first')
  await a.ask({ do: 'die', at: `${moment} append` })
  const sent = hanako.send('the one')
  await a.gone
  await a.restart()
  expect(await sent).toMatchObject({ seq: 2, content: 'the one' })
  await taro.send('last')
  expect(await here.judged(3)).toBeNull()
})

test('fault 10: a node killed after its answer, before it told anyone: all have it', async () => {
  using scenario = await scene('killed unheard')
  const { here, hanako, taro } = scenario
  await a.ask({ do: 'mute' })
  expect(await hanako.send('told to nobody')).toMatchObject({ seq: 1 })
  await a.kill()
  await taro.shows(1)
  await a.restart()
  expect(await here.judged(1)).toBeNull()
})

test('fault 6: one key on two nodes at once has one row, and both get the same answer', async () => {
  using scenario = await scene('one key')
  const { here, chatId, hanako } = scenario
  const tablet = appOf('hanako', b.url)
  for (let i = 1; i <= 20; i++) {
    const clientId = `key ${i}`
    const both = [hanako.client, tablet].map(({ chat }) =>
      chat.send(chatId, `text ${i}`, { clientId }),
    )
    const [one, other] = await Promise.all(both)
    expect(one).toEqual(other)
    expect(one).toMatchObject({ seq: i })
  }
  tablet.close()
  expect(await here.judged(20)).toBeNull()
})
