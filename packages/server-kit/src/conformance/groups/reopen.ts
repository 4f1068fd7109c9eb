import assert from 'node:assert/strict'
import { expectGapless, expectOutcome, numbersOf } from '../expect'
import { NotificationScene } from '../notification-scene'
import type { ConformanceRunner } from '../runner'
import { entry, eyesOf, Scene } from '../scene'
import { lacks, type StorageTarget } from '../target'
import { World } from '../world'
import { leaveNotifications } from './notifications-reopen'

/** Closes every handle of a world and comes back with a new one on the same data. */
async function reopened<Tx>(world: World<Tx>) {
  await Promise.all(world.database.handles.map((storage) => storage.close()))
  assert.ok(world.database.reopen, 'a database that can be reopened says how')
  const storage = await world.database.reopen()
  const opened = await storage.open()
  return { storage, opened, scene: new Scene([storage]) }
}

export function reopenGroup<Tx>(runner: ConformanceRunner, target: StorageTarget<Tx>): void {
  if (lacks(target.reopen)) {
    runner.it(`is left out: ${target.reopen.lacks}`, async () => {})
    return
  }

  runner.it('holds everything, under the same epoch', async () => {
    const world = await World.create(target)
    const before = new Scene(world.database.handles)
    const place = await before.place()
    const said = await before.says(place, place.user, 3)
    const keyed = await before.say(place, place.user, { key: 'k' })
    await before.edit(place, said[0]?.id ?? '', 'edited')
    await before.erase(place, said[1]?.id ?? '')
    await before.read(place, place.shopper, 1)
    const revocation = { kind: 'user', userId: place.user, issuedBefore: 1_000 } as const
    await before.revocations.revoke(revocation)
    const seen = { userId: place.user, at: '2026-01-01T00:00:00.000Z' }
    await before.people.saveLastSeen([seen])
    const record = await before.record(place)
    const log = await before.log(place)
    const holdsNotifications = await leaveNotifications(
      new NotificationScene(world.database.handles),
    )

    const { storage, opened, scene } = await reopened(world)
    try {
      assert.equal(opened.epoch, world.opened[0]?.epoch)
      assert.deepEqual(await scene.record(place), record)
      assert.deepEqual(await scene.log(place), log)
      assert.equal(await scene.unread(place, place.shopper), 2)
      const [retry] = await scene.chats.append([entry(place, place.user, { key: 'k' })])
      assert.deepEqual(expectOutcome(retry, 'duplicate').message, keyed)
      assert.equal((await scene.say(place, place.user)).seq, record.head_seq + 1)
      assert.deepEqual((await scene.revocations.since(null, 10)).revocations, [revocation])
      assert.deepEqual(await scene.people.lastSeen([place.user]), [seen.at])
      await holdsNotifications(storage.notifications)
    } finally {
      await storage.close()
      await world.database.dispose()
    }
  })

  runner.it('has every message that was acknowledged while it closed', async () => {
    const world = await World.create(target)
    const before = new Scene(world.database.handles)
    const place = await before.place()
    const sending = Array.from({ length: 20 }, () =>
      before.chats.append([entry(place, place.user)], { wait: true }),
    )
    const closing = world.storage.close()
    const settled = await Promise.allSettled(sending)
    await closing
    const acknowledged = settled.flatMap((result) =>
      result.status === 'fulfilled' ? result.value : [],
    )

    const { storage, scene } = await reopened(world)
    try {
      const log = await scene.log(place)
      expectGapless(numbersOf(log), 1, log.length)
      for (const outcome of acknowledged) {
        const { message } = expectOutcome(outcome, 'stored')
        assert.deepEqual(log[message.seq - 1], message)
      }
      const { unread_count } = await scene.since(place, 0, { reader: eyesOf(place.shopper) })
      assert.equal(unread_count, log.length)
    } finally {
      await storage.close()
      await world.database.dispose()
    }
  })
}
