import type { Message } from '@otsy/protocol'
import { countsAsUnread } from '../../core/chat/model'
import type { Append, AppendOutcome } from '../../core/chat/port'
import { iso } from '../../core/time'
import type { Session } from './database'
import { textArray, uuidOrNull } from './ids'
import { toMessage, type MessageRow } from './rows'
import type { AppendRow, EntryRow, Verdict } from './statements/append'
import type { Statements } from './statements/index'

/** Beyond this a batch goes in parts, so that the locks are held no longer than others can wait. */
const MOST_AT_ONCE = 512

/** Stands for a reply target that cannot exist, so that it is judged in its turn. */
const NO_MESSAGE = '00000000-0000-0000-0000-000000000000'

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
  const rows = entryRows(batch, twins)
  const outcomes = batch.map((): AppendOutcome => ({ outcome: 'not_found' }))

  // Whose chat changed its members after the statement began is asked again; mostly that is none.
  for (let left = rows; left.length > 0;) {
    const text = JSON.stringify(left)
    const [answer] = await attempt(() => session.run<AppendRow>(statements.append, [text]))
    if (answer === undefined) throw new Error('The append statement answered nothing.')
    const judged = left.map(({ i }, at) => ({ i, verdict: verdictAt(answer, at) }))
    const settled = await settle(unit, { batch, twins, judged, at: iso(answer.at) })
    for (const [i, outcome] of settled) outcomes[i] = outcome
    left = left.filter(({ i }) => !settled.has(i))
  }
  return outcomes
}

interface Judged {
  readonly batch: readonly Append[]
  readonly twins: Twins
  readonly judged: readonly { readonly i: number; readonly verdict: Verdict }[]
  readonly at: string
}

/** Turns verdicts into outcomes; the stale ones get none. */
async function settle(
  { session, statements }: AppendUnit,
  { batch, twins, judged, at }: Judged,
): Promise<Map<number, AppendOutcome>> {
  const outcomes = new Map<number, AppendOutcome>()
  /** By the number that twins share: the one of them that was stored just now. */
  const holders = new Map<number, { hash: string | null; message: Message }>()
  const duplicates: { i: number; chat_id: string; seq: number }[] = []

  for (const { i, verdict } of judged) {
    const [outcome, seq, role, replySeq, membersRev] = verdict
    if (outcome === 'stale') continue
    const entry = entryAt(batch, i)
    const twin = twins.get(i)
    const holder = twin === undefined ? undefined : holders.get(twin)
    if (holder !== undefined && outcome !== 'not_found') {
      outcomes.set(
        i,
        holder.hash === entry.body_hash
          ? { outcome: 'duplicate', message: holder.message }
          : { outcome: 'conflict' },
      )
    } else if (outcome === 'stored') {
      const message = newMessage(entry, { seq: known(seq), role: known(role), replySeq, at })
      outcomes.set(i, { outcome, message, members_rev: known(membersRev) })
      if (twin !== undefined) holders.set(twin, { hash: entry.body_hash, message })
    } else if (outcome === 'duplicate') {
      duplicates.push({ i, chat_id: entry.chat_id, seq: known(seq) })
    } else {
      outcomes.set(i, { outcome })
    }
  }

  if (duplicates.length > 0) {
    const keys = duplicates.map(({ chat_id, seq }) => ({ chat_id, seq }))
    const rows = await session.run<MessageRow>(statements.stored, [JSON.stringify(keys)])
    const found = new Map(rows.map((row) => [`${row.chat_id} ${row.seq}`, toMessage(row)]))
    for (const { i, chat_id, seq } of duplicates) {
      outcomes.set(i, { outcome: 'duplicate', message: known(found.get(`${chat_id} ${seq}`)) })
    }
  }
  return outcomes
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

/** Rows for the statement; an entry whose chat id cannot exist has none. */
function entryRows(batch: readonly Append[], twins: Twins): EntryRow[] {
  return batch.flatMap((entry, i) => {
    if (uuidOrNull(entry.chat_id) === null) return []
    const { author, draft, chat_id, body_hash, even_if_closed } = entry
    const twin = twins.get(i)
    // What is mostly absent is left out: a batch is text on its way to the database.
    return {
      ...draft,
      ...(draft.reply_to !== undefined && { reply_to: uuidOrNull(draft.reply_to) ?? NO_MESSAGE }),
      i,
      chat_id,
      sender: senderKey(entry),
      ...(author.kind === 'guest' && { place: author.role }),
      ...(author.kind === 'system' && { place: 'system' as const }),
      ...(body_hash !== null && { body_hash }),
      ...(even_if_closed && { even_if_closed }),
      ...(!countsAsUnread('system', draft.type) && { quiet: true as const }),
      ...(entry.notify === true && { notify: true as const }),
      ...(twin !== undefined && { twin }),
    }
  })
}

function newMessage(
  entry: Append,
  given: { seq: number; role: Message['sender_role']; replySeq: number | null; at: string },
): Message {
  return {
    ...entry.draft,
    chat_id: entry.chat_id,
    seq: given.seq,
    changed_seq: given.seq,
    sender_id: entry.author.kind === 'system' ? null : entry.author.userId,
    sender_role: given.role,
    ...(given.replySeq !== null && { reply_to_seq: given.replySeq }),
    created_at: given.at,
  }
}

function senderKey({ author }: Append): string {
  return author.kind === 'system' ? '' : author.userId
}

/** Told apart by the sender's length: both it and the client's key may hold anything. */
function keyOf(entry: Append): string | null {
  const { client_id } = entry.draft
  if (client_id === undefined) return null
  const sender = senderKey(entry)
  return `${entry.chat_id} ${sender.length} ${sender}${client_id}`
}

/** For each entry whose key another entry of the batch has too, the number they share. */
type Twins = ReadonlyMap<number, number>

function twinsOf(batch: readonly Append[]): Twins {
  const first = new Map<string, number>()
  const twins = new Map<number, number>()
  for (const [i, entry] of batch.entries()) {
    const key = keyOf(entry)
    if (key === null) continue
    const twin = first.get(key)
    if (twin === undefined) first.set(key, i)
    else twins.set(i, twin).set(twin, twin)
  }
  return twins
}

function entryAt(batch: readonly Append[], i: number): Append {
  return known(batch[i])
}

function verdictAt(answer: AppendRow, at: number): Verdict {
  return known(answer.verdicts[at])
}

function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The store answered incompletely.')
  return value
}
