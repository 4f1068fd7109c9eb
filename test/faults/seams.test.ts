import { memoryStorage } from '@otsy/server-kit/memory'
import { expect, test } from 'vitest'
import { once, pairOnline, type PersonOnline } from './support/pair'

test('fault 20: what is sent while somebody joins is told once, whenever it comes', async () => {
  await using pair = await pairOnline({ network: { delay: 40, seed: 5 } })
  const { lab, chatId } = pair
  const sends: Promise<unknown>[] = []
  let tablet: PersonOnline | undefined
  for (let i = 0; i < 30; i++) {
    if (i === 5) tablet = pair.join('bob', 'tablet of bob')
    sends.push(lab.otsy.chat.send(chatId, { content: `${i}` }))
    await lab.clock.advance(7)
  }
  await Promise.all(sends)
  await lab.clock.advance(3_000)
  expect(tablet?.shown()).toEqual(Array.from({ length: 30 }, (_, i) => `${i}`))
  const numbers = tablet?.told.map((line) => Number(line.split(' ')[1])) ?? []
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i))
  expect(numbers.at(-1)).toBe(30)
})

test('fault 21: a gap larger than a page is caught up page by page, and the app is told of all', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  bob.device.goOffline()
  for (let i = 1; i <= 250; i++) await lab.otsy.chat.send(chatId, { content: `${i}` })
  const recovered: boolean[] = []
  bob.client.on('recovered', ({ complete }) => recovered.push(complete))
  bob.device.goOnline()
  await lab.clock.advance(5_000)
  expect(bob.told).toEqual(Array.from({ length: 250 }, (_, i) => `new ${i + 1} ${i + 1}`))
  expect(recovered).toEqual([true])
})

test('fault 21: a gap beyond what the server keeps is said to be one, never passed over', async () => {
  let isForgotten = false
  await using pair = await pairOnline({ storage: () => forgetful(() => isForgotten) })
  const { lab, chatId, bob } = pair
  await lab.otsy.chat.send(chatId, { content: 'before' })
  await lab.clock.advance(1_000)
  bob.device.goOffline()
  for (let i = 1; i <= 3; i++) await lab.otsy.chat.send(chatId, { content: `${i}` })
  isForgotten = true
  const recovered: boolean[] = []
  bob.client.on('recovered', ({ complete }) => recovered.push(complete))
  bob.device.goOnline()
  await lab.clock.advance(5_000)
  expect(recovered).toEqual([false])
  expect(bob.shown()).toEqual(['before', '1', '2', '3'])
})

/** A store whose log begins after any cursor, once it has forgotten. */
function forgetful(isForgotten: () => boolean) {
  const storage = memoryStorage()
  const { chats } = storage
  const changesSince: typeof chats.changesSince = async (cursors, reader, limit) => {
    const answers = await chats.changesSince(cursors, reader, limit)
    if (!isForgotten() || reader.unrestricted) return answers
    return answers.map((answer, i) => {
      const seq = cursors[i]?.seq ?? 0
      if (answer === null || seq === 0) return answer
      return {
        ...answer,
        page: { ...answer.page, from: seq, to: seq, messages: [], complete: false },
      }
    })
  }
  const bent = new Proxy(chats, {
    get(target, name) {
      if (name === 'changesSince') return changesSince
      const own: unknown = Reflect.get(target, name)
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
  return { ...storage, chats: bent }
}

test('fault 20: the word of having joined may come after the first live message', async () => {
  await using pair = await pairOnline()
  const { lab, chatId } = pair
  lab.network.script(once('"page"', 'reordered'))
  const late = pair.join('bob', 'tablet of bob')
  await lab.clock.advance(10)
  await lab.otsy.chat.send(chatId, { content: 'one' })
  await lab.clock.advance(3_000)
  expect(late.shown()).toEqual(['one'])
  expect(late.told).toEqual(['new 1 one'])
})
