import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { newId } from '../../core/ids'
import { atOnce, count } from '../at-once'
import { content, HELD_MS, send, settled, type NotificationScene } from '../notification-scene'
import { entry, eyesOf, markOf } from '../scene'
import type { DeclareNotificationTest } from '../notification-suite'

const WORKERS = 8

/** Each person with a device; answers their ids. */
async function people(scene: NotificationScene, count: number): Promise<string[]> {
  return await atOnce(count, async (index) => {
    const userId = scene.name('user')
    const device = scene.newDevice(userId)
    await scene.storeOf(index).saveSubscription(device, { most: 20, mayMove: () => false })
    return userId
  })
}

/** Works until there is nothing left for it, however the turns fall. */
async function untilNone(work: () => Promise<number>): Promise<void> {
  for (let idle = 0; idle < 3; await setImmediate()) idle = (await work()) === 0 ? idle + 1 : 0
}

export function notificationsRaceGroup(test: DeclareNotificationTest): void {
  test('lays one in, however many try at once with one key', async (scene) => {
    const userId = scene.name('user')
    const answers = await atOnce(24, (index) =>
      scene.storeOf(index).enqueue([
        scene.newNotification(userId, { dedupe_key: 'a' }),
        scene.newNotification(userId, { dedupe_key: index % 2 === 0 ? 'b' : 'c' }),
        // Keys in another order than the others have them.
        scene.newNotification(userId, { dedupe_key: index % 2 === 0 ? 'c' : 'b' }),
      ]),
    )
    assert.equal(count(answers.flat(), 'queued'), 3)
    assert.equal(count(answers.flat(), 'duplicate'), 69)
    assert.equal(new Set(answers.flat().map(({ id }) => id)).size, 3)
    assert.equal((await scene.undecided()).length, 3)
  })

  test('decides and sends each once, through one live claim', async (scene) => {
    await scene.undecided()
    await scene.due()
    const users = await people(scene, 40)
    await atOnce(40, (index) =>
      scene.storeOf(index).enqueue([scene.newNotification(users[index] ?? '')]),
    )
    const decided: string[] = []
    const sent: string[] = []
    await atOnce(WORKERS, async (index) => {
      const store = scene.storeOf(index)
      await untilNone(async () => {
        const undecided = await store.claimUndecided(5, HELD_MS)
        const answers = await store.decide(undecided.map((one) => send(one)))
        decided.push(...answers.flatMap((one) => one?.id ?? []))
        const due = await store.claimDeliveries({ limit: 5, leaseMs: HELD_MS, except: [] })
        sent.push(...due.map(({ id }) => id))
        await store.settle(due.map((one) => settled(one, { outcome: 'sent' })))
        return undecided.length + due.length
      })
    })
    assert.equal(decided.length, 40)
    assert.equal(new Set(decided).size, 40)
    assert.equal(sent.length, 40)
    assert.equal(new Set(sent).size, 40)
    for (const id of decided) assert.equal(await scene.stateOf(id), 'sent')
  })

  test('takes one word on each, where workers lose their leases at once', async (scene) => {
    await scene.undecided()
    await scene.due()
    const users = await people(scene, 10)
    await scene.store.enqueue(users.map((userId) => scene.newNotification(userId)))
    const decided: string[] = []
    await atOnce(WORKERS, async (index) => {
      const store = scene.storeOf(index)
      for (let round = 0; round < 3; round++) {
        const undecided = await store.claimUndecided(100, 0)
        await setImmediate()
        const answers = await store.decide(undecided.map((one) => send(one)))
        decided.push(...answers.flatMap((one) => one?.id ?? []))
      }
    })
    await scene.sendAll()
    assert.equal(new Set(decided).size, decided.length, 'one was decided on twice')
    await atOnce(WORKERS, async (index) => {
      const store = scene.storeOf(index)
      for (let round = 0; round < 3; round++) {
        const due = await store.claimDeliveries({ limit: 100, leaseMs: 0, except: [] })
        await setImmediate()
        await store.settle(due.map((one) => settled(one, { outcome: 'sent' })))
      }
    })
    await scene.deliverAll()
    for (const userId of users) {
      const [id = ''] = await scene.listed(userId)
      assert.equal(await scene.stateOf(id), 'sent')
      const pushes = (await scene.steps(id)).filter(({ step }) => step === 'push')
      assert.equal(pushes.length, 1, 'a stale word was taken')
    }
  })

  test('loses no message that races collecting, deciding and reading', async (scene) => {
    await scene.collect()
    const places = await atOnce(4, () => scene.place())
    let writing = true
    const writers = Promise.all(
      places.map(async (place, index) => {
        for (let i = 0; i < 12; i++) {
          await scene
            .spread(index)
            .append([entry(place, place.user, { notify: true })], { wait: true })
          // Two of the four keep reading; the last message stays unread.
          if (index % 2 === 0 && i < 11) {
            await scene.spread(i).advanceRead(markOf(place, eyesOf(place.shopper), i + 1))
            const read = { user_id: place.shopper, chat_id: place.chatId, read_seq: i + 1 }
            await scene.storeOf(i).markChatRead(read)
          }
          await setImmediate()
        }
      }),
    ).finally(() => (writing = false))
    const work = async (index: number) => {
      const store = scene.storeOf(index)
      for (let last = false; !last; await setImmediate()) {
        last = !writing
        await store.collect(2)
        await store.decide((await store.claimUndecided(3, HELD_MS)).map((one) => worded(one)))
      }
    }
    await Promise.all([writers, work(0), work(1), work(2)])
    await scene.collect()
    await scene.store.decide((await scene.undecided()).map((one) => worded(one)))
    for (const [index, place] of places.entries()) {
      const { notifications } = await scene.store.history(place.shopper, { page: 1, limit: 100 })
      const unread = notifications.filter(({ read_at }) => read_at === undefined)
      assert.deepEqual(
        unread.map(({ title, count: many = 1 }) => [title, many]),
        [['message 12', index % 2 === 0 ? 1 : 12]],
      )
      assert.equal(await scene.store.unreadCount(place.user), 0)
    }
  })

  test('leaves nothing to be sent of what was read meanwhile', async (scene) => {
    const users = await people(scene, 12)
    const ids = users.map(() => newId())
    await scene.store.enqueue(
      users.map((userId, i) => scene.newNotification(userId, { id: ids[i] ?? '' })),
    )
    const decide = async (index: number) => {
      const store = scene.storeOf(index)
      await untilNone(async () => {
        const undecided = await store.claimUndecided(2, HELD_MS)
        await setImmediate()
        await store.decide(undecided.map((one) => send(one)))
        return undecided.length
      })
    }
    await Promise.all([
      ...[0, 1, 2].map(decide),
      ...users.map((userId, i) => scene.storeOf(i).markRead(userId, { ids: [ids[i] ?? ''] })),
    ])
    assert.deepEqual(await scene.due(), [])
    assert.deepEqual(await scene.undecided(), [])
    for (const id of ids) assert.equal(await scene.stateOf(id), 'cancelled')
  })

  test('expands a broadcast once, and makes one of one key, however many try', async (scene) => {
    await scene.expand()
    const users = Array.from({ length: 50 }, () => scene.name('user'))
    const dedupe_key = scene.name('key')
    const created = await atOnce(6, (index) =>
      scene.storeOf(index).createBroadcast({
        ...{ id: newId(), kind: 'promotional', content: content(), tag: null, dedupe_key },
        ...{ ttl: 60, to: users },
      }),
    )
    assert.equal(count(created, 'created'), 1)
    assert.equal(new Set(created.map(({ id }) => id)).size, 1)
    const expanded = await atOnce(WORKERS, async (index) => {
      let made = 0
      await untilNone(async () => {
        const part = await scene.storeOf(index).expand(7)
        made += part
        return part
      })
      return made
    })
    assert.equal(
      expanded.reduce((sum, made) => sum + made, 0),
      50,
    )
    const reached = (await scene.undecided()).map(({ user_id }) => user_id)
    assert.deepEqual(reached.sort(), users.sort())
  })

  test('keeps one row for an endpoint, however many save it at once', async (scene) => {
    const users = Array.from({ length: 4 }, () => scene.name('user'))
    const { endpoint } = scene.newDevice(users[0] ?? '')
    const saved = await atOnce(24, (index) =>
      scene
        .storeOf(index)
        .saveSubscription(
          { ...scene.newDevice(users[index % 4] ?? ''), endpoint },
          { most: 20, mayMove: () => true },
        ),
    )
    assert.equal(count(saved, 'saved'), 24)
    const rows = await Promise.all(users.map((userId) => scene.store.subscriptions(userId)))
    assert.equal(rows.flat().length, 1)
  })
}

function worded(
  one: Parameters<typeof send>[0] & {
    chat: { message: { seq: number } | null; count: number } | null
  },
) {
  const { message, count: many } = one.chat ?? { message: null, count: 0 }
  const { id, claim } = one
  if (message === null) {
    return { id, claim, steps: [], outcome: 'drop', state: 'suppressed' } as const
  }
  return send(one, { content: content(`message ${message.seq}`), count: many })
}
