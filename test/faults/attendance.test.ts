import { afterEach, beforeEach, expect, test } from 'vitest'
import { pairOnline, type Pair, type PersonOnline } from './support/pair'

const HEAD_CHECK_MS = 5_000
/** Longer than a node may be silent. */
const SILENCE_MS = 8 * HEAD_CHECK_MS

let pair: Pair
/** What Ann heard, on the first node. */
let heard: string[]

beforeEach(async () => {
  pair = await pairOnline({ nodes: 3, pins: { ann: 0, bob: 0 } })
  heard = listen(pair.ann)
})
afterEach(() => pair[Symbol.asyncDispose]())

function listen({ client }: PersonOnline): string[] {
  const all: string[] = []
  client.on('user_joined', ({ userId }) => void all.push(`${userId} joined`))
  client.on('user_left', ({ userId }) => void all.push(`${userId} left`))
  return all
}

/** One more device of somebody, on a node. */
async function join(node: number, userId = 'bob'): Promise<PersonOnline> {
  const person = pair.join(userId, `${userId} on ${node}`)
  // It connects in a later turn.
  person.device.pin(node)
  await pair.lab.clock.advance(1_000)
  return person
}

async function close({ client }: PersonOnline): Promise<void> {
  client.close()
  await pair.lab.clock.advance(1_000)
}

test("a person's first and last socket are told once, whichever nodes they are on", async () => {
  const [second, third] = [await join(1), await join(2)]
  await close(pair.bob)
  await close(second)
  expect(heard).toEqual([])
  await close(third)
  expect(heard).toEqual(['bob left'])
  await close(await join(2))
  expect(heard).toEqual(['bob left', 'bob joined', 'bob left'])
})

test('who comes into a chat hears of nobody that has been there before', async () => {
  const onTablet = listen(await join(1, 'ann'))
  const second = await join(1)
  expect(onTablet).toEqual([])
  await close(second)
  await close(pair.bob)
  expect(onTablet).toEqual(['bob left'])
  expect(heard).toEqual(['bob left'])
})

test('who sat on a node that was killed has left, unless they sit elsewhere', async () => {
  await close(pair.bob)
  heard.length = 0
  await join(1)
  const third = await join(2)
  pair.lab.kill(1)
  await pair.lab.clock.advance(SILENCE_MS)
  expect(heard).toEqual(['bob joined'])
  pair.lab.kill(2)
  third.client.close()
  await pair.lab.clock.advance(SILENCE_MS)
  expect(heard).toEqual(['bob joined', 'bob left'])
})

test('fault 14: what was said while a node was cut off is asked for when it is heard again', async () => {
  const second = await join(1)
  pair.lab.cutBus(1)
  await close(second)
  pair.lab.healBus(1)
  await pair.lab.clock.advance(2 * HEAD_CHECK_MS)
  await close(pair.bob)
  expect(heard).toEqual(['bob left'])
})

test('fault 14: people of a node that is cut off for long have left, and are back with it', async () => {
  await close(pair.bob)
  await join(1)
  pair.lab.cutBus(1)
  await pair.lab.clock.advance(SILENCE_MS)
  pair.lab.healBus(1)
  await pair.lab.clock.advance(2 * HEAD_CHECK_MS)
  expect(heard).toEqual(['bob left', 'bob joined', 'bob left', 'bob joined'])
})

test.each([0, 1])(
  'who was removed hears of nobody that comes after it, on node %i',
  async (node) => {
    const { lab, chatId } = pair
    await close(pair.bob)
    const bob = await join(1)
    const onBob = listen(bob)
    lab.cutBus(1)
    await lab.nodes[node === 1 ? 0 : 1]?.otsy.chat.members.remove(
      chatId,
      node === 1 ? 'bob' : 'ann',
    )
    await lab.nodes[0]?.otsy.chat.members.add(chatId, { user_id: 'eve', role: 'user' })
    lab.healBus(1)
    heard.length = 0
    await join(0, 'eve')
    expect({ 0: heard, 1: onBob }[node]).toEqual([])
  },
)
