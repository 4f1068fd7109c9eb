import type { Message } from '@otsy/protocol'
import type { Append, AppendOutcome } from '../../core/chat/port'
import { iso } from '../../core/time'
import { senderKey, tablesOf, type AppendTables, type Twins } from './append-tables'
import type { Session } from './database'
import { textArray, uuidOrNull } from './ids'
import { toMessage, type MessageRow } from './rows'
import type { AppendRow } from './statements/append'
import type { Statements } from './statements/index'

/** Beyond this a batch goes in parts, so that the locks are held no longer than others can wait. */
const MOST_AT_ONCE = 512

export interface AppendUnit {
  readonly session: Session
  readonly statements: Statements
  /** Runs one statement, which is one commit where the session is no transaction. */
  readonly attempt: <T>(run: () => Promise<T>) => Promise<T>
}

/** Numbers and stores a batch, entries of one chat in the order given. */
export async function appendBatch(
  unit: AppendUnit,
  batch: readonly Append[],
): Promise<AppendOutcome[]> {
  const outcomes: AppendOutcome[] = []
  for (const part of parts(batch)) outcomes.push(...(await appendPart(unit, part)))
  return outcomes
}

/** Cuts where an entry answers another one of the batch, which must be stored to be seen. */
function* parts(batch: readonly Append[]): Generator<readonly Append[]> {
  let start = 0
  const ids = new Set<string>()
  const hasAnswers = batch.some(({ draft }) => draft.reply_to !== undefined)
  for (const [i, { draft }] of batch.entries()) {
    const answersThis = draft.reply_to !== undefined && ids.has(draft.reply_to)
    if (answersThis || i - start === MOST_AT_ONCE) {
      yield batch.slice(start, i)
      start = i
      ids.clear()
    }
    if (hasAnswers) ids.add(draft.id)
  }
  if (start < batch.length) yield start === 0 ? batch : batch.slice(start)
}

async function appendPart(unit: AppendUnit, batch: readonly Append[]): Promise<AppendOutcome[]> {
  const { session, statements, attempt } = unit
  const twins = twinsOf(batch)
  const outcomes = batch.map((): AppendOutcome => ({ outcome: 'not_found' }))

  // Whose chat changed its members after the statement began is asked again; mostly that is none.
  for (let left = batch.map((_, i) => i); left.length > 0;) {
    const tables = tablesOf(batch, { left, twins })
    if (tables.asked.length === 0) break
    const { params } = tables
    const [answer] = await attempt(() => session.run<AppendRow>(statements.append, params))
    if (answer === undefined) throw new Error('The append statement answered nothing.')
    left = await settle(unit, { batch, twins, tables, answer, outcomes })
  }
  return outcomes
}

interface Answered {
  readonly batch: readonly Append[]
  readonly twins: Twins
  readonly tables: AppendTables
  readonly answer: AppendRow
  /** Of the batch, to be filled in. */
  readonly outcomes: AppendOutcome[]
}

/** Turns an answer into outcomes; returns the entries that are stale, and have none yet. */
async function settle(
  { session, statements }: AppendUnit,
  { batch, twins, tables, answer, outcomes }: Answered,
): Promise<number[]> {
  const at = iso(answer.at)
  const replies = new Map(answer.replies)
  const others = answer.others ?? []
  const stale: number[] = []
  const duplicates: { i: number; chat_id: string; seq: number }[] = []
  /** By the number that twins share: the one of them that was stored just now. */
  const holders = new Map<number, { hash: string | null; message: Message }>()
  let refusals = 0
  let stored = 0

  for (const [row, i] of tables.asked.entries()) {
    const entry = known(batch[i])
    const twin = twins.get(i)
    const refusal = others[refusals]
    if (refusal?.[0] !== row + 1) {
      const place = known(tables.places[row])
      const message = newMessage(entry, {
        seq: known(answer.seqs?.[stored++]),
        role: known(answer.roles[place]),
        replySeq: replies.get(row + 1),
        at,
      })
      const members_rev = known(answer.revs[known(tables.chats[place])])
      outcomes[i] = { outcome: 'stored', message, members_rev }
      if (twin !== undefined) holders.set(twin, { hash: entry.body_hash, message })
      continue
    }
    refusals++
    const [, outcome, seq] = refusal
    const holder = twin === undefined ? undefined : holders.get(twin)
    if (outcome === 'stale') {
      stale.push(i)
    } else if (holder !== undefined && outcome !== 'not_found') {
      const isSame = holder.hash === entry.body_hash
      outcomes[i] = isSame
        ? { outcome: 'duplicate', message: holder.message }
        : { outcome: 'conflict' }
    } else if (outcome === 'duplicate') {
      duplicates.push({ i, chat_id: entry.chat_id, seq: known(seq) })
    } else if (outcome === 'stored') {
      throw new Error('The store answered a twin without the first of them.')
    } else {
      outcomes[i] = { outcome }
    }
  }

  if (duplicates.length > 0) {
    const keys = duplicates.map(({ chat_id, seq }) => ({ chat_id, seq }))
    const rows = await session.run<MessageRow>(statements.stored, [JSON.stringify(keys)])
    const found = new Map(rows.map((row) => [`${row.chat_id} ${row.seq}`, toMessage(row)]))
    for (const { i, chat_id, seq } of duplicates) {
      outcomes[i] = { outcome: 'duplicate', message: known(found.get(`${chat_id} ${seq}`)) }
    }
  }
  return stale
}

/** Locks the chats of a batch, first of all, in a transaction. Those that are held are left out. */
export async function lockChats(
  { session, statements }: AppendUnit,
  batch: readonly Append[],
  options: { readonly wait: boolean },
): Promise<void> {
  const ids = new Set(batch.flatMap(({ chat_id }) => uuidOrNull(chat_id) ?? []))
  const lock = options.wait ? statements.lock : statements.tryLock
  await session.run(lock, [textArray([...ids])])
}

function newMessage(
  { author, chat_id, draft }: Append,
  given: { seq: number; role: Message['sender_role']; replySeq: number | undefined; at: string },
): Message {
  const { seq, role, replySeq, at } = given
  return {
    ...draft,
    chat_id,
    seq,
    changed_seq: seq,
    sender_id: author.kind === 'system' ? null : author.userId,
    sender_role: role,
    ...(replySeq !== undefined && { reply_to_seq: replySeq }),
    created_at: at,
  }
}

function twinsOf(batch: readonly Append[]): Twins {
  const twins = new Map<number, number>()
  if (!repeatsKeys(batch)) return twins
  const first = new Map<string, number>()
  for (const [i, entry] of batch.entries()) {
    const key = keyOf(entry)
    if (key === null) continue
    const twin = first.get(key)
    if (twin === undefined) first.set(key, i)
    else twins.set(i, twin).set(twin, twin)
  }
  return twins
}

/** Whether some clients' keys are the same, be it of several people. */
function repeatsKeys(batch: readonly Append[]): boolean {
  const keys = new Set<string>()
  for (const { draft } of batch) {
    if (draft.client_id === undefined) continue
    if (keys.size === keys.add(draft.client_id).size) return true
  }
  return false
}

/** Told apart by the sender's length: both it and the client's key may hold anything. */
function keyOf({ author, chat_id, draft }: Append): string | null {
  if (draft.client_id === undefined) return null
  const sender = senderKey(author)
  return `${chat_id} ${sender.length} ${sender}${draft.client_id}`
}

function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The store answered incompletely.')
  return value
}
