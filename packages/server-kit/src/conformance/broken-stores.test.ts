import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../adapters/memory/storage'
import { bentStorage, memoryTarget, methodsOf } from './broken/bend'
import { brokenChanges } from './broken/changes'
import { CollectingRunner, type Result } from './broken/collecting-runner'
import { brokenCounts } from './broken/counts'
import { brokenDetails } from './broken/details'
import { brokenOthers } from './broken/others'
import { brokenReads } from './broken/reads'
import { brokenSends } from './broken/sends'
import { chatConformance } from './suite'
import type { StorageTarget } from './target'
import { LazyWorld } from './world'

async function failuresOf(target: StorageTarget<never>): Promise<{ failed: Result[]; of: number }> {
  const runner = new CollectingRunner()
  const world = new LazyWorld(target)
  runner.afterAll(() => world.close())
  chatConformance(runner, { ...target, modelRuns: 20 }, world)
  const results = await runner.run()
  return { failed: results.filter(({ error }) => error !== undefined), of: results.length }
}

describe('the conformance suite', () => {
  it('accepts the memory store', async () => {
    const { failed, of } = await failuresOf(memoryTarget(memoryStorage))
    expect(failed).toEqual([])
    expect(of).toBeGreaterThan(100)
  })

  it('accepts the memory store behind methods that are passed on', async () => {
    const { target } = bentStorage('none', {
      foundBy: 'none',
      bend: ({ chats }) => ({ chats: methodsOf(chats) }),
    })
    expect((await failuresOf(target)).failed).toEqual([])
  })

  it.each([
    ...brokenSends,
    ...brokenChanges,
    ...brokenReads,
    ...brokenCounts,
    ...brokenDetails,
    ...brokenOthers,
  ])('finds in $foundBy that $fault', async ({ target, foundBy }) => {
    const { failed, of } = await failuresOf(target)
    expect(failed.map(({ path }) => path.at(-1))).toContain(foundBy)
    // A store in which nothing works would be found by anything.
    expect(failed.length).toBeLessThan(of / 3)
  })
})
