import type { ReadNotifications } from '../../../core/notifications/model'
import { vacuumStatement } from '../statements/notifications/sweeping'
import { markMissed } from './reading'
import { say, type Work } from './unit'

const HEALED_AT_ONCE = 500
/** Unread notifications of chats compared with read cursors in one sweep. */
const COMPARED_AT_ONCE = 5_000
/** Rows of one commit. */
const DROPPED_AT_ONCE = 1_000

/** User, chat and kind of an unread notification: the order in which sweeps go through them. */
export type Place = readonly [userId: string, chatId: string, kind: string]
const START: Place = ['', '00000000-0000-0000-0000-000000000000', '']

interface MissedRow {
  readonly looked: number
  readonly place: Place | null
  readonly missed: readonly { user_id: string; ids: string[]; read_seqs: number[] }[]
}

/** Goes through what is unread, a part each time, and begins again at its end. */
export class Sweeping {
  readonly #work: Work
  #place = START

  constructor(work: Work) {
    this.#work = work
  }

  async sweep(keepMs: number): Promise<ReadNotifications[]> {
    const healed = await this.#heal()
    const { dropNotifications, dropOldParts, dropBroadcasts } = this.#work.statements
    for (const statement of [dropNotifications, dropOldParts, dropBroadcasts]) {
      for (let dropped = DROPPED_AT_ONCE; dropped === DROPPED_AT_ONCE;) {
        const params = [Math.trunc(keepMs), DROPPED_AT_ONCE]
        dropped = (await say<number>(this.#work, statement, params))[0] ?? 0
      }
    }
    await this.#vacuum()
    return healed
  }

  /** Queues leave a dead row behind for each that went through them. */
  async #vacuum(): Promise<void> {
    const { database, statements } = this.#work
    if (database.isServer) return
    for (const table of await say<string>(this.#work, statements.bloated, [])) {
      await database.run(vacuumStatement(table))
    }
  }

  async #heal(): Promise<ReadNotifications[]> {
    const params = [...this.#place, COMPARED_AT_ONCE, HEALED_AT_ONCE]
    const { missed: statement } = this.#work.statements
    const [found] = await say<MissedRow>(this.#work, statement, params)
    if (found === undefined) return []
    const healed: ReadNotifications[] = []
    let count = 0
    for (const { user_id, ids, read_seqs } of found.missed) {
      count += ids.length
      const marking = { userId: user_id, ids, readSeqs: read_seqs }
      const read = await markMissed(this.#work, marking)
      if (read !== null) healed.push(read)
    }
    // With as many as are answered at most there may be more in the same part.
    if (count < HEALED_AT_ONCE) {
      const isEnd = found.looked < COMPARED_AT_ONCE || found.place === null
      this.#place = isEnd || found.place === null ? START : found.place
    }
    return healed
  }
}
