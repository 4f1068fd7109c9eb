import assert from 'node:assert/strict'
import { expectOutcome, idsOf, present } from '../expect'
import { everything, eyesOf, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'
import type { History, HistoryWindow } from '../../core/chat/port'

async function look(scene: Scene, place: Place, asked: HistoryWindow & { userId?: string }) {
  const { userId = place.user, ...window } = asked
  const ref = { chat_id: place.chatId }
  return present(await scene.chats.history(ref, eyesOf(userId), window), 'the history')
}

const contents = ({ messages }: History): string[] => messages.map(({ content }) => content)

export function historyGroup(test: DeclareTest): void {
  test('pages from the newest, oldest first inside a page', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 5)
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => look(scene, place, { page, limit: 2 })),
    )
    assert.deepEqual(pages.map(contents), [['3', '4'], ['1', '2'], ['0'], []])
    assert.deepEqual(
      pages.map(({ hasMore }) => hasMore),
      [true, true, false, false],
    )
    assert.ok(
      pages.every(({ total }) => total === 5),
      'every page knows the total',
    )
    assert.deepEqual(pages[0]?.chat, await scene.record(place))
  })

  test('knows when a page holds exactly the oldest', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 4)
    assert.equal((await look(scene, place, { page: 2, limit: 2 })).hasMore, false)
    assert.equal((await look(scene, place, { page: 1, limit: 4 })).hasMore, false)
    assert.equal((await look(scene, place, { page: 1, limit: 3 })).hasMore, true)
  })

  test('is empty where nothing was said', async (scene) => {
    const place = await scene.place()
    const { messages, hasMore, total } = await look(scene, place, { page: 1, limit: 10 })
    assert.deepEqual({ messages, hasMore, total }, { messages: [], hasMore: false, total: 0 })
  })

  test('pages before a number', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 6)
    const before = (before_seq: number) => look(scene, place, { before_seq, limit: 3 })
    assert.deepEqual(contents(await before(6)), ['2', '3', '4'])
    assert.equal((await before(6)).hasMore, true)
    assert.deepEqual(contents(await before(4)), ['0', '1', '2'])
    assert.equal((await before(4)).hasMore, false)
    assert.deepEqual(contents(await before(1)), [])
    assert.equal((await before(1)).hasMore, false)
    assert.deepEqual(contents(await before(1_000)), ['3', '4', '5'])
  })

  test('shows the newest before a number that fit', async (scene) => {
    const place = await scene.place()
    for (const mark of ['a', 'b', 'c', 'd']) {
      await scene.say(place, place.user, { content: mark.repeat(6_000) })
    }
    const before = async (before_seq: number, bytes: number) => {
      const page = await look(scene, place, { before_seq, bytes, limit: 3 })
      return [
        contents(page)
          .map(([mark]) => mark)
          .join(''),
        page.hasMore,
      ]
    }
    assert.deepEqual(await before(5, 10_000), ['cd', true])
    assert.deepEqual(await before(3, 10_000), ['ab', false])
    // One is shown always, or nobody would ever get past it.
    assert.deepEqual(await before(5, 1), ['d', true])
    assert.deepEqual(await before(5, 1_000_000), ['bcd', true])
  })

  test('shows what stands around a number', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 20)
    const { messages, hasMore } = await look(scene, place, { around_seq: 10, limit: 6 })
    assert.ok(messages.length <= 6 && messages.length >= 5, 'about as many as asked for')
    assert.ok(
      messages.some(({ seq }) => seq === 10),
      'the number itself is shown',
    )
    assert.ok(
      messages.some(({ seq }) => seq < 9) && messages.some(({ seq }) => seq > 10),
      'both sides are shown',
    )
    const start = said.findIndex(({ id }) => id === messages[0]?.id)
    assert.deepEqual(messages, said.slice(start, start + messages.length))
    assert.equal(hasMore, true)

    const atTheStart = await look(scene, place, { around_seq: 1, limit: 6 })
    assert.equal(atTheStart.messages[0]?.seq, 1)
    assert.equal(atTheStart.hasMore, false)
    const atTheEnd = await look(scene, place, { around_seq: 20, limit: 6 })
    assert.equal(atTheEnd.messages.at(-1)?.seq, 20)
    assert.equal(atTheEnd.hasMore, true)
  })

  test('sorts by birth, whatever changed since, over numbers that skip', async (scene) => {
    const place = await scene.place()
    const [one, two] = await scene.says(place, place.user, 2)
    await scene.edit(place, present(one, 'one').id, 'one, edited')
    await scene.says(place, place.shopper, 1)
    await scene.erase(place, present(two, 'two').id)
    await scene.says(place, place.shopper, 1)
    const all = await look(scene, place, { page: 1, limit: 10 })
    assert.deepEqual(
      all.messages.map(({ seq, changed_seq }) => [seq, changed_seq]),
      [
        [1, 3],
        [2, 5],
        [4, 4],
        [6, 6],
      ],
    )
    assert.equal(all.chat.head_seq, 6)
    const seen: string[] = []
    let before_seq = 7
    for (let more = true; more;) {
      const page = await look(scene, place, { before_seq, limit: 1 })
      seen.unshift(...idsOf(page.messages))
      const oldest = present(page.messages[0], 'a message of the page').seq
      assert.ok(oldest < before_seq, 'a page moves on')
      before_seq = oldest
      more = page.hasMore
    }
    assert.deepEqual(seen, idsOf(all.messages))
  })

  test('counts tombstones as rows, so that paging goes on over them', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 6)
    for (const { id } of said.slice(2, 4)) await scene.erase(place, id)
    const page = await look(scene, place, { page: 2, limit: 2 })
    assert.deepEqual(
      page.messages.map(({ id, content, deleted_at }) => [id, content, deleted_at !== undefined]),
      said.slice(2, 4).map(({ id }) => [id, '', true]),
    )
    assert.equal(page.hasMore, true)
    assert.equal(page.total, 6)
  })

  test('is shown to members only, and no longer after their removal', async (scene) => {
    const place = await scene.place()
    const late = scene.name('late')
    await scene.add(place, late)
    await scene.says(place, place.user, 2)
    const window = { page: 1, limit: 10 }
    const ask = (userId: string) =>
      scene.chats.history({ chat_id: place.chatId }, eyesOf(userId), window)
    assert.equal((await ask(late))?.messages.length, 3)
    assert.equal(await ask(scene.name('stranger')), null)
    await scene.remove(place, late)
    assert.equal(await ask(late), null)
    assert.equal(
      await scene.chats.history({ chat_id: scene.nowhere().chatId }, everything, window),
      null,
    )
    const unrestricted = await scene.chats.history({ any: place.orderId }, everything, window)
    assert.equal(unrestricted?.messages.length, 4)
  })

  test('begins for a member where their time begins', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 3)
    const [all, head, some] = [scene.name('all'), scene.name('head'), scene.name('some')]
    await scene.add(place, all, 'all')
    const { message: joined } = await scene.add(place, head, 'head')
    await scene.add(place, some, 2)
    await scene.says(place, place.user, 1)

    const page = (userId: string) => look(scene, place, { page: 1, limit: 10, userId })
    assert.deepEqual(
      (await page(all)).messages.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7],
    )
    assert.deepEqual(
      (await page(head)).messages.map(({ seq }) => seq),
      [5, 6, 7],
    )
    assert.equal((await page(head)).messages[0]?.id, joined.id)
    assert.deepEqual(
      (await page(some)).messages.map(({ seq }) => seq),
      [2, 3, 4, 5, 6, 7],
    )
    assert.equal((await page(head)).total, 3)
    assert.equal((await page(head)).hasMore, false)
    const paged = await look(scene, place, { page: 2, limit: 2, userId: head })
    assert.deepEqual(
      paged.messages.map(({ seq }) => seq),
      [5],
    )
    const before = await look(scene, place, { before_seq: 6, limit: 10, userId: head })
    assert.deepEqual(
      before.messages.map(({ seq }) => seq),
      [5],
    )
    assert.equal(before.hasMore, false)
    const around = await look(scene, place, { around_seq: 5, limit: 10, userId: head })
    assert.equal(around.messages[0]?.seq, 5)
    assert.equal(around.hasMore, false)
  })

  test('shows the same whoever of the chat asks', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    expectOutcome(await scene.mark(place, place.shopper, 1), 'advanced')
    const window = { page: 1, limit: 10 }
    assert.deepEqual(
      await look(scene, place, { ...window, userId: place.user }),
      await look(scene, place, { ...window, userId: place.shopper }),
    )
  })
}
