import fc from 'fast-check'
import { Conversation } from '../model/conversation'
import { operations } from '../model/operations'
import type { Scene } from '../scene'
import type { DeclareTest } from '../suite'

const LONGEST = 25

/** A failure prints the shortest conversation found, and the seed that leads to it. */
export function modelGroup(runs: number): (test: DeclareTest) => void {
  return (test) => {
    test('agrees with a plain model in every step of random conversations', async (scene) => {
      await fc.assert(
        fc.asyncProperty(operations(LONGEST), (steps) => converse(scene, steps)),
        { numRuns: runs },
      )
    })
  }
}

async function converse(scene: Scene, steps: Parameters<Conversation['step']>[0][]) {
  const conversation = await Conversation.open(scene)
  for (const step of steps) await conversation.step(step)
  await conversation.finish()
}
