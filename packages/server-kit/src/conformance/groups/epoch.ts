import assert from 'node:assert/strict'
import type { ConformanceRunner } from '../runner'
import { lacks, type StorageTarget } from '../target'
import { World, type LazyWorld } from '../world'

export function epochGroup<Tx>(
  runner: ConformanceRunner,
  target: StorageTarget<Tx>,
  lazy: LazyWorld<Tx>,
): void {
  runner.it('names its log the same to every handle, however often it is opened', async () => {
    const world = await lazy.get()
    const { handles } = world.database
    const again = await Promise.all(handles.map((storage) => storage.open()))
    const epochs = [...world.opened, ...again].map(({ epoch }) => epoch)
    assert.ok(
      epochs[0] !== undefined && epochs[0].length >= 1 && epochs[0].length <= 128,
      'an epoch fits on the wire',
    )
    assert.equal(new Set(epochs).size, 1)
    for (const { warnings } of world.opened) {
      assert.ok(
        warnings.every((warning) => typeof warning === 'string' && warning !== ''),
        'warnings are words',
      )
    }
    assert.ok(
      handles.every(({ name }) => name !== ''),
      'a store has a name',
    )
  })

  runner.it('names another log differently', async () => {
    const other = await World.create(target)
    try {
      assert.notEqual(other.opened[0]?.epoch, (await lazy.get()).opened[0]?.epoch)
    } finally {
      await other.close()
    }
  })

  runner.it('lets a listener of foreign commits go', async () => {
    const stop = (await lazy.get()).storage.onForeignCommit(() => {})
    stop()
    stop()
  })

  if (lacks(target.severalHandles)) {
    runner.it(`is tested through one handle: ${target.severalHandles.lacks}`, async () => {})
    return
  }
  runner.it('is tested through several handles', async () => {
    assert.ok((await lazy.get()).database.handles.length > 1, 'there is one handle only')
  })
}
