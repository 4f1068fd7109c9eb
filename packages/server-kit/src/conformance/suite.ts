import { notificationConformance } from './notification-suite'
import type { ConformanceRunner } from './runner'
import { Scene } from './scene'
import type { StorageTarget } from './target'
import { LazyWorld } from './world'
import { amendGroup } from './groups/amend'
import { appendGroup } from './groups/append'
import { catchUpGroup } from './groups/catch-up'
import { epochGroup } from './groups/epoch'
import { headsGroup } from './groups/heads'
import { historyGroup } from './groups/history'
import { idempotencyGroup } from './groups/idempotency'
import { inboxGroup } from './groups/inbox'
import { membershipGroup } from './groups/membership'
import { modelGroup } from './groups/model'
import { namesGroup } from './groups/names'
import { openGroup } from './groups/open'
import { peopleGroup } from './groups/people'
import { raceGroup } from './groups/race'
import { readsGroup } from './groups/reads'
import { revocationsGroup } from './groups/revocations'
import { reopenGroup } from './groups/reopen'
import { transactionGroup } from './groups/transaction'
import { unreadGroup } from './groups/unread'

/** Declares one test of a group; the scene is the test's own. */
export type DeclareTest = (name: string, body: (scene: Scene) => Promise<void>) => void
export type Group = (test: DeclareTest) => void

const groups: Readonly<Record<string, Group>> = {
  open: openGroup,
  append: appendGroup,
  heads: headsGroup,
  idempotency: idempotencyGroup,
  amend: amendGroup,
  membership: membershipGroup,
  history: historyGroup,
  'catch-up': catchUpGroup,
  unread: unreadGroup,
  inbox: inboxGroup,
  reads: readsGroup,
  names: namesGroup,
  race: raceGroup,
  people: peopleGroup,
  revocations: revocationsGroup,
}

/**
 * Declares every promise of the storage port as a test of the given runner, to be run one after
 * another. They share a database and keep apart by names of their own.
 */
export function storageConformance<Tx>(runner: ConformanceRunner, target: StorageTarget<Tx>): void {
  runner.describe(`storage conformance of ${target.name}`, () => {
    const world = new LazyWorld(target)
    runner.afterAll(() => world.close())
    chatConformance(runner, target, world)
    notificationConformance(runner, target, world)
  })
}

/** The part of `storageConformance` about chats and the people in them. */
export function chatConformance<Tx>(
  runner: ConformanceRunner,
  target: StorageTarget<Tx>,
  world: LazyWorld<Tx>,
): void {
  for (const [name, declare] of Object.entries({
    ...groups,
    model: modelGroup(target.modelRuns ?? 60),
  })) {
    runner.describe(name, () => {
      declare((sentence, body) =>
        runner.it(sentence, async () => body(new Scene((await world.get()).database.handles))),
      )
    })
  }
  runner.describe('transaction', () => transactionGroup(runner, target, world))
  runner.describe('epoch', () => epochGroup(runner, target, world))
  runner.describe('reopen', () => reopenGroup(runner, target))
}
