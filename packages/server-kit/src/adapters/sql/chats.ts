import type { ChatHead, ChatRecord, InboxHead, InboxRow, Reader } from '../../core/chat/model'
import type * as Port from '../../core/chat/port'
import { amend } from './amend'
import { appendBatch, lockChats, type AppendUnit } from './append'
import { APPEND_RACES, appendAtOnce, isRepeatable } from './append-once'
import type { Database, Session, SqlTransaction } from './database'
import { textArray, uuidOrNull } from './ids'
import { open } from './open'
import { tryAdvanceRead } from './read-marks'
import { changesSince, find, history, inbox, inboxChanges, inboxRows, moment } from './reading'
import { retrying } from './retry'
import { revise } from './revise'
import type { Statements } from './statements/index'
import type { HostTransactions } from './host-transactions'

/** Tries without waiting for a lock, before a read mark takes a transaction. */
const QUICK_MARKS = 2

type Tx = Port.TxOption<SqlTransaction>

/** Chats in SQL. What is promised of each method stands on the port. */
export class SqlChats implements Port.ChatStore<SqlTransaction> {
  readonly #database: Database
  readonly #statements: Statements
  readonly #host: HostTransactions

  constructor(options: { database: Database; statements: Statements; host: HostTransactions }) {
    this.#database = options.database
    this.#statements = options.statements
    this.#host = options.host
  }

  open(input: Port.OpenChat, { tx }: Tx = {}): Promise<Port.OpenOutcome> {
    const told = (outcome: Port.OpenOutcome) => (outcome.outcome === 'opened' ? [input.id] : [])
    const unit = (session: Session) => open(session, this.#statements, input)
    if (tx) return this.#host.run(tx, unit, told)
    // Opening again answers the chat that is there, so the whole call may be repeated.
    return this.#repeatable(() => this.#database.transaction(unit))
  }

  async append(
    batch: readonly Port.Append[],
    { tx, wait = false }: Port.AppendOptions<SqlTransaction> = {},
  ): Promise<Port.AppendOutcome[]> {
    const locking = async (session: Session) => {
      const unit: AppendUnit = { session, statements: this.#statements, attempt: (run) => run() }
      await lockChats(unit, batch, { wait })
      return appendBatch(unit, batch)
    }
    if (tx) return this.#host.run(tx, locking, (outcomes) => storedIn(batch, outcomes))

    if (!wait) return appendAtOnce(this.#database, this.#statements, batch)
    const options = { repeatable: isRepeatable(batch), constraints: APPEND_RACES }
    return retrying(options, () => this.#database.transaction(locking))
  }

  amend(
    target: Parameters<Port.ChatStore['amend']>[0],
    decide: (facts: Port.AmendFacts) => Port.AmendDecision,
    { tx }: Tx = {},
  ): Promise<Port.AmendOutcome> {
    const unit = (session: Session) => amend(session, this.#statements, { target, decide })
    const told = ({ outcome }: Port.AmendOutcome) => (outcome === 'changed' ? [target.chat_id] : [])
    return tx ? this.#host.run(tx, unit, told) : this.#transaction(unit)
  }

  revise(
    chatId: string,
    decide: (chat: ChatRecord) => Port.ReviseDecision,
    { tx }: Tx = {},
  ): Promise<Port.ReviseOutcome> {
    const unit = (session: Session) => revise(session, this.#statements, { chatId, decide })
    const told = ({ outcome }: Port.ReviseOutcome) => (outcome === 'changed' ? [chatId] : [])
    return tx ? this.#host.run(tx, unit, told) : this.#transaction(unit)
  }

  find(ref: Port.ChatRef, reader: Reader): Promise<ChatRecord | null> {
    return this.#repeatable(() => find(this.#database, this.#statements, { ref, reader }))
  }

  history(
    ref: Port.ChatRef,
    reader: Reader,
    window: Port.HistoryWindow,
  ): Promise<Port.History | null> {
    const asked = { ref, reader, window }
    return this.#repeatable(() => history(this.#database, this.#statements, asked))
  }

  changesSince(
    cursors: readonly Port.StoreCursor[],
    reader: Reader,
    limit: Port.CatchUpLimit,
  ): Promise<(Port.CatchUp | null)[]> {
    const asked = { cursors, reader, limit }
    return this.#repeatable(() => changesSince(this.#database, this.#statements, asked))
  }

  inbox(userId: string, window: Port.InboxWindow): Promise<{ rows: InboxRow[]; total: number }> {
    return this.#repeatable(() => inbox(this.#database, this.#statements, { userId, window }))
  }

  inboxRows(
    pairs: readonly { readonly chat_id: string; readonly user_id: string }[],
  ): Promise<(InboxRow | null)[]> {
    return this.#repeatable(() => inboxRows(this.#database, this.#statements, pairs))
  }

  async advanceRead(mark: Port.ReadMark): Promise<Port.ReadOutcome> {
    const moveIn = (session: Session) => tryAdvanceRead(session, this.#statements, mark)
    for (let tries = 0; tries < QUICK_MARKS; tries++) {
      const outcome = await this.#repeatable(() => moveIn(this.#database))
      if (outcome !== null) return outcome
    }
    // A mark never goes back, so saying it again does no harm.
    return this.#repeatable(() =>
      this.#database.transaction(async (session) => {
        await session.run(this.#statements.lock, [textArray([mark.chat_id])])
        const outcome = await moveIn(session)
        if (outcome === null) throw new Error('The chat changed under its lock.')
        return outcome
      }),
    )
  }

  async mute(chatId: string, userId: string, until: string | null): Promise<boolean> {
    if (uuidOrNull(chatId) === null) return false
    const params = [chatId, userId, until]
    const rows = await this.#repeatable(() => this.#database.run(this.#statements.mute, params))
    return rows.length > 0
  }

  async heads(chatIds: readonly string[]): Promise<ChatHead[]> {
    const ids = chatIds.flatMap((id) => uuidOrNull(id) ?? [])
    if (ids.length === 0) return []
    return this.#repeatable(() =>
      this.#database.run<ChatHead>(this.#statements.heads, [textArray(ids)]),
    )
  }

  moment(): Promise<string> {
    return this.#repeatable(() => moment(this.#database, this.#statements))
  }

  inboxChanges(userIds: readonly string[], since: string): Promise<InboxHead[]> {
    const asked = { userIds, since }
    return this.#repeatable(() => inboxChanges(this.#database, this.#statements, asked))
  }

  async stats(): Promise<Port.ChatStats> {
    const rows = await this.#repeatable(() =>
      this.#database.run<Port.ChatStats>(this.#statements.stats),
    )
    return rows[0] ?? { total_chats: 0, active_chats: 0, closed_chats: 0, total_messages: 0 }
  }

  #repeatable<T>(unit: () => Promise<T>): Promise<T> {
    return retrying({ repeatable: true }, unit)
  }

  /** The transaction itself says what is known when the connection breaks. */
  #transaction<T>(unit: (session: Session) => Promise<T>): Promise<T> {
    return retrying({ repeatable: false }, () => this.#database.transaction(unit))
  }
}

function storedIn(
  batch: readonly Port.Append[],
  outcomes: readonly Port.AppendOutcome[],
): string[] {
  const stored = batch.filter((_, i) => outcomes[i]?.outcome === 'stored')
  return [...new Set(stored.map(({ chat_id }) => chat_id))]
}
