import assert from 'node:assert/strict'
import type { ChatStore } from '../../core/chat/port'
import { newId } from '../../core/ids'
import type { Storage } from '../../core/storage'
import { expectGapless, expectOutcome, numbersOf, present } from '../expect'
import type { ConformanceRunner } from '../runner'
import { entry, everything, eyesOf, note, Scene, system } from '../scene'
import { lacks, type Handles, type RunInTransaction, type StorageTarget } from '../target'
import type { LazyWorld } from '../world'

class RolledBack extends Error {}

export function transactionGroup<Tx>(
  runner: ConformanceRunner,
  target: StorageTarget<Tx>,
  lazy: LazyWorld<Tx>,
): void {
  const { transaction } = target
  if (lacks(transaction)) {
    runner.it(`is left out: ${transaction.lacks}`, async () => {})
    return
  }
  const test = (name: string, body: (context: TransactionContext<Tx>) => Promise<void>): void => {
    runner.it(name, async () => {
      const { handles } = (await lazy.get()).database
      await body(new TransactionContext({ handles, transaction }))
    })
  }

  test('stores with the transaction', async ({ scene, chats, run }) => {
    const place = await scene.place()
    const inside = await run((tx) =>
      chats.append([entry(place, place.user), entry(place, place.shopper)], { tx }),
    )
    const stored = inside.map((outcome) => expectOutcome(outcome, 'stored').message)
    assert.deepEqual(numbersOf(stored), [1, 2])
    assert.deepEqual(await scene.log(place), stored)
    assert.equal((await scene.say(place, place.user)).seq, 3)
  })

  test('leaves nothing of a transaction that was rolled back, and no hole', async (context) => {
    const { scene, chats } = context
    const place = await scene.place()
    const said = await scene.say(place, place.user, { key: 'k' })
    const before = await scene.record(place)
    const opening = { ...scene.nowhere() }
    await context.rollBack(async (tx) => {
      const [stored, duplicate] = await chats.append(
        [entry(place, place.user, { key: 'new' }), entry(place, place.user, { key: 'k' })],
        { tx },
      )
      assert.equal(expectOutcome(stored, 'stored').message.seq, 2)
      expectOutcome(duplicate, 'duplicate')
      const edit = { kind: 'edit', content: 'edited' } as const
      const target = { chat_id: place.chatId, message_id: said.id, userId: null }
      const edited = await chats.amend(target, () => edit, { tx })
      assert.equal(expectOutcome(edited, 'changed').message.changed_seq, 3)
      const closing = { kind: 'change', status: 'closed', note: note() } as const
      const closed = await chats.revise(place.chatId, () => closing, { tx })
      assert.equal(expectOutcome(closed, 'changed').message.seq, 4)
      const opened = await chats.open(
        {
          id: opening.chatId,
          order_id: opening.orderId,
          user_id: opening.user,
          shopper_id: opening.shopper,
          reader: eyesOf(opening.user),
          first: null,
        },
        { tx },
      )
      expectOutcome(opened, 'opened')
    })
    assert.deepEqual(await scene.record(place), before)
    assert.deepEqual(await scene.log(place), [said])
    assert.equal(await scene.chats.find({ order_id: opening.orderId }, everything), null)
    assert.equal(await scene.unread(place, place.shopper), 1)
    assert.equal((await scene.say(place, place.user, { key: 'new' })).seq, 2)
  })

  test('lets the calls of a transaction see one another', async ({ scene, chats, run }) => {
    const opening = scene.nowhere()
    await run(async (tx) => {
      const input = {
        id: newId(),
        order_id: opening.orderId,
        user_id: opening.user,
        shopper_id: opening.shopper,
        reader: eyesOf(opening.user),
        first: null,
      }
      const { chat } = expectOutcome(await chats.open(input, { tx }), 'opened')
      const place = { ...opening, chatId: chat.id }
      const keyed = () => chats.append([entry(place, place.user, { key: 'k' })], { tx })
      const { message } = expectOutcome((await keyed())[0], 'stored')
      assert.deepEqual(expectOutcome((await keyed())[0], 'duplicate').message, message)
      const edited = await chats.amend(
        { chat_id: chat.id, message_id: message.id, userId: opening.user },
        (facts) => {
          assert.equal(facts.member?.user_id, opening.user)
          return { kind: 'edit', content: `${facts.message.content}, edited` }
        },
        { tx },
      )
      assert.equal(expectOutcome(edited, 'changed').message.changed_seq, 2)
    })
    const chat = await scene.chats.find({ order_id: opening.orderId }, everything)
    assert.equal(present(chat, 'the chat').head_seq, 2)
  })

  if (lacks(target.besideTransaction)) {
    runner.it(`is not watched from beside: ${target.besideTransaction.lacks}`, async () => {})
    return
  }

  test('shows others nothing before the commit', async ({ scene, chats, run }) => {
    const place = await scene.place()
    const before = await scene.record(place)
    await run(async (tx) => {
      await chats.append([entry(place, place.user)], { tx })
      assert.deepEqual(await scene.record(place), before)
      assert.deepEqual(await scene.log(place), [])
      assert.equal(await scene.unread(place, place.shopper), 0)
    })
    assert.equal((await scene.log(place)).length, 1)
  })

  test('is among the changes since a moment within it, once it is committed', async (context) => {
    const { scene, chats, run, besides } = context
    const place = await scene.place()
    const since = await run(async (tx) => {
      await chats.append([entry(place, place.user)], { tx })
      // Others go on, and are committed before.
      await scene.say(await scene.place(), system)
      const moment = await besides.moment()
      assert.deepEqual(
        (await besides.inboxChanges([place.shopper], moment)).filter((at) => at.head_seq > 0),
        [],
      )
      return moment
    })
    const changes = await besides.inboxChanges([place.shopper], since)
    assert.deepEqual(changes, [
      { chat_id: place.chatId, user_id: place.shopper, head_seq: 1, read_seq: 0 },
    ])
  })

  test('answers busy for its chat, and goes on with the others', async (context) => {
    const { scene, chats, run, besides } = context
    const [held, free] = [await scene.place(), await scene.place()]
    await run(async (tx) => {
      await chats.append([entry(held, held.user)], { tx })
      const outcomes = await besides.append([
        entry(free, free.user),
        entry(held, held.shopper),
        entry(held, 'stranger'),
        entry(free, free.shopper),
      ])
      assert.equal(expectOutcome(outcomes[0], 'stored').message.seq, 1)
      expectOutcome(outcomes[1], 'busy')
      assert.equal(expectOutcome(outcomes[3], 'stored').message.seq, 2)
    })
    assert.equal((await scene.say(held, held.shopper)).seq, 2)
  })

  test('numbers what waited after what was committed', async (context) => {
    const { scene, chats, run, besides } = context
    const place = await scene.place()
    const waiting = await run(async (tx) => {
      await chats.append([entry(place, place.user)], { tx })
      // In an object, since a promise that is answered would be waited for before the commit.
      return { sent: besides.append([entry(place, place.shopper)], { wait: true }) }
    })
    const [outcome] = await waiting.sent
    assert.equal(expectOutcome(outcome, 'stored').message.seq, 2)
    expectGapless(numbersOf(await scene.log(place)), 1, 2)
  })

  test('numbers what waited in place of what was rolled back', async (context) => {
    const { scene, chats, besides } = context
    const place = await scene.place()
    let sent: ReturnType<typeof besides.append> | undefined
    await context.rollBack(async (tx) => {
      await chats.append([entry(place, place.user, { key: 'k' })], { tx })
      sent = besides.append([entry(place, place.user, { key: 'k' })], { wait: true })
    })
    const [outcome] = (await sent) ?? []
    assert.equal(expectOutcome(outcome, 'stored').message.seq, 1)
    expectGapless(numbersOf(await scene.log(place)), 1, 1)
  })
}

/** A transaction of the host through the first handle, and everyone else through the last. */
class TransactionContext<Tx> {
  readonly scene: Scene
  readonly chats: Storage<Tx>['chats']
  readonly besides: ChatStore
  readonly #storage: Storage<Tx>
  readonly #transaction: RunInTransaction<Tx>

  constructor(options: { handles: Handles<Tx>; transaction: RunInTransaction<Tx> }) {
    const [first] = options.handles
    const last = options.handles.at(-1) ?? first
    this.scene = new Scene([last])
    this.chats = first.chats
    this.besides = last.chats
    this.#storage = first
    this.#transaction = options.transaction
  }

  readonly run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    this.#transaction(this.#storage, work)

  async rollBack(work: (tx: Tx) => Promise<void>): Promise<void> {
    const rollback = new RolledBack('on purpose')
    await assert.rejects(
      this.run(async (tx) => {
        await work(tx)
        throw rollback
      }),
      (error) => {
        // What failed inside is the finding, not that it came to no rollback.
        if (error !== rollback) throw error
        return true
      },
    )
  }
}
