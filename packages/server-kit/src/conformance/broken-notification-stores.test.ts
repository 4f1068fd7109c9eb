import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../adapters/memory/storage'
import { memoryTarget } from './broken/bend'
import { CollectingRunner, type Result } from './broken/collecting-runner'
import { brokenNotificationPeople } from './broken/notification-people'
import { brokenNotificationWork } from './broken/notification-work'
import { notificationConformance } from './notification-suite'
import type { StorageTarget } from './target'
import { LazyWorld } from './world'

async function failuresOf(target: StorageTarget<never>): Promise<{ failed: Result[]; of: number }> {
  const runner = new CollectingRunner()
  const world = new LazyWorld(target)
  runner.afterAll(() => world.close())
  notificationConformance(runner, target, world)
  const results = await runner.run()
  return { failed: results.filter(({ error }) => error !== undefined), of: results.length }
}

describe('the conformance suite of notifications', () => {
  it('accepts the memory store', async () => {
    const { failed, of } = await failuresOf(memoryTarget(memoryStorage))
    expect(failed).toEqual([])
    expect(of).toBeGreaterThan(60)
  })

  it.each([...brokenNotificationWork, ...brokenNotificationPeople])(
    'finds in $foundBy that $fault',
    async ({ target, foundBy }) => {
      const { failed, of } = await failuresOf(target)
      expect(failed.map(({ path }) => path.at(-1))).toContain(foundBy)
      // A store in which nothing works would be found by anything.
      expect(failed.length).toBeLessThan(of / 3)
    },
  )
})
