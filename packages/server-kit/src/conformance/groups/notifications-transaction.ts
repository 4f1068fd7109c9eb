import assert from 'node:assert/strict'
import type { NewNotification } from '../../core/notifications/model'
import { NotificationScene } from '../notification-scene'
import type { ConformanceRunner } from '../runner'
import { entry } from '../scene'
import { lacks, type RunInTransaction, type StorageTarget } from '../target'
import type { LazyWorld } from '../world'

class RolledBack extends Error {}

/** What a host lays in together with a change of its own. */
export function notificationsTransactionGroup<Tx>(
  runner: ConformanceRunner,
  target: StorageTarget<Tx>,
  lazy: LazyWorld<Tx>,
): void {
  const { transaction } = target
  if (lacks(transaction)) {
    runner.it(`is left out: ${transaction.lacks}`, async () => {})
    return
  }
  const isWatched = !lacks(target.besideTransaction)

  const inTransaction: RunInTransaction<Tx> = transaction

  async function setUp() {
    const { handles } = (await lazy.get()).database
    const [storage] = handles
    const { chats, notifications: store } = storage
    return {
      ...{ scene: new NotificationScene(handles), chats, store },
      run: <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(storage, work),
    }
  }

  runner.it('keeps what is laid in with the transaction, and nobody has it before', async () => {
    const { scene, store, run } = await setUp()
    const userId = scene.name('user')
    const given: readonly NewNotification[] = [
      scene.newNotification(userId, { dedupe_key: 'k' }),
      scene.newNotification(userId, { dedupe_key: 'k' }),
    ]
    const [first] = given
    const laid = await run(async (tx) => {
      const outcomes = await store.enqueue(given, { tx })
      if (isWatched) assert.deepEqual(await scene.undecided(), [])
      return outcomes
    })
    assert.deepEqual(
      laid.map(({ id, outcome }) => [id === first?.id, outcome]),
      [
        [true, 'queued'],
        [true, 'duplicate'],
      ],
    )
    assert.equal((await scene.nextUndecided()).id, first?.id)
  })

  runner.it('leaves nothing of what was rolled back', async () => {
    const { scene, chats, store, run } = await setUp()
    const place = await scene.place()
    const given = scene.newNotification(place.shopper, { dedupe_key: 'k' })
    await assert.rejects(
      run(async (tx) => {
        await store.enqueue([given], { tx })
        await chats.append([entry(place, place.user, { notify: true })], { tx })
        throw new RolledBack()
      }),
      RolledBack,
    )
    assert.equal(await scene.store.notification(given.id), null)
    await scene.collect()
    assert.deepEqual(await scene.undecided(), [])
    const [again] = await scene.store.enqueue([given])
    assert.equal(again?.outcome, 'queued')
    await scene.undecided()
  })

  runner.it('tells of a message once its transaction is committed', async () => {
    const { scene, chats, run } = await setUp()
    const place = await scene.place()
    await run(async (tx) => {
      await chats.append([entry(place, place.user, { notify: true })], { tx })
      if (isWatched) {
        await scene.collect()
        assert.deepEqual(await scene.undecided(), [])
      }
    })
    await scene.collect()
    const { user_id, chat } = await scene.nextUndecided()
    assert.deepEqual([user_id, chat?.count], [place.shopper, 1])
  })
}
