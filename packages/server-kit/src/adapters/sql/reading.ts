import type { Message } from '@otsy/protocol'
import type { ChatRecord, InboxHead, InboxRow, Reader } from '../../core/chat/model'
import type {
  CatchUp,
  CatchUpLimit,
  ChatRef,
  History,
  HistoryWindow,
  InboxWindow,
  StoreCursor,
} from '../../core/chat/port'
import type { Param, Session } from './database'
import { isStorable, readerKey, textArray, uuidOrNull } from './ids'
import { toChat, toMessage, type ChatRow, type MessageRow } from './rows'
import type { CursorRow } from './statements/history'
import type { Statements } from './statements/index'

/** Stands for an anchor that cannot exist. */
const NO_MESSAGE = '00000000-0000-0000-0000-000000000000'

/** The parameters of `locatedChat`. */
function located(ref: ChatRef, reader: Reader): Param[] {
  const id = 'chat_id' in ref ? ref.chat_id : 'any' in ref ? ref.any : null
  const order = 'order_id' in ref ? ref.order_id : 'any' in ref ? ref.any : null
  const storable = order !== null && isStorable(order) ? order : null
  return [uuidOrNull(id), storable, readerKey(reader), reader.unrestricted]
}

export async function find(
  session: Session,
  statements: Statements,
  asked: { readonly ref: ChatRef; readonly reader: Reader },
): Promise<ChatRecord | null> {
  const [row] = await session.run<ChatRow>(statements.find, located(asked.ref, asked.reader))
  return row === undefined ? null : toChat(row)
}

interface HistoryRow extends Pick<History, 'hasMore' | 'total'> {
  readonly chat: ChatRow
  readonly messages: readonly MessageRow[]
}

export async function history(
  session: Session,
  statements: Statements,
  asked: { readonly ref: ChatRef; readonly reader: Reader; readonly window: HistoryWindow },
): Promise<History | null> {
  const { kind, params } = windowOf(asked.window)
  const all = [...located(asked.ref, asked.reader), ...params]
  const [row] = await session.run<HistoryRow>(statements.history[kind], all)
  if (row === undefined) return null
  return { ...row, chat: toChat(row.chat), messages: row.messages.map(toMessage) }
}

function windowOf(window: HistoryWindow) {
  const { limit } = window
  if ('page' in window) return { kind: 'page', params: [limit, (window.page - 1) * limit] } as const
  if ('before_seq' in window) {
    const { before_seq, bytes = Number.MAX_SAFE_INTEGER } = window
    return { kind: 'before', params: [limit, before_seq, bytes] } as const
  }
  const before = Math.floor(limit / 2)
  return { kind: 'around', params: [before, window.around_seq, limit - before] } as const
}

interface ChangesRow {
  readonly i: number
  readonly chat: ChatRow
  readonly unread_count: number
  readonly complete: boolean
  /** Rows there are, up to one more than asked for. */
  readonly found: number
  readonly messages: readonly MessageRow[]
}

export async function changesSince(
  session: Session,
  statements: Statements,
  asked: { cursors: readonly StoreCursor[]; reader: Reader; limit: CatchUpLimit },
): Promise<(CatchUp | null)[]> {
  const { cursors, reader, limit } = asked
  const rows = cursors.flatMap(({ chat_id, seq, anchor }, i): CursorRow[] =>
    uuidOrNull(chat_id) === null
      ? []
      : [{ i, chat_id, seq, anchor: anchor === null ? null : (uuidOrNull(anchor) ?? NO_MESSAGE) }],
  )
  const answers: (CatchUp | null)[] = cursors.map(() => null)
  if (rows.length === 0) return answers
  const params = [
    JSON.stringify(rows),
    readerKey(reader),
    reader.unrestricted,
    limit.rows + 1,
    limit.bytes,
  ]
  for (const row of await session.run<ChangesRow>(statements.changes, params)) {
    const from = cursors[row.i]?.seq ?? 0
    answers[row.i] = catchUp(row, from)
  }
  return answers
}

function catchUp(row: ChangesRow, from: number): CatchUp {
  const chat = toChat(row.chat)
  const { head_seq } = chat
  const { unread_count, complete } = row
  const hasMore = row.found > row.messages.length
  const messages: Message[] = row.messages.map(toMessage)
  const to = !complete ? from : hasMore ? (messages.at(-1)?.changed_seq ?? from) : head_seq
  return { chat, unread_count, page: { from, to, messages, head_seq, hasMore, complete } }
}

interface InboxRowJson {
  readonly chat: ChatRow
  readonly unread_count: number
  readonly last_message: MessageRow | null
}

function toInboxRow({ chat, unread_count, last_message }: InboxRowJson): InboxRow {
  return {
    chat: toChat(chat),
    unread_count,
    last_message: last_message && toMessage(last_message),
  }
}

export async function inbox(
  session: Session,
  statements: Statements,
  asked: { readonly userId: string; readonly window: InboxWindow },
): Promise<{ rows: InboxRow[]; total: number }> {
  const { page, limit, unreadExcept } = asked.window
  const except = (unreadExcept ?? []).flatMap((id) => uuidOrNull(id) ?? [])
  const [answer] = await session.run<{ total: number; rows: InboxRowJson[] }>(statements.inbox, [
    asked.userId,
    limit,
    (page - 1) * limit,
    unreadExcept !== undefined,
    textArray(except),
  ])
  return { rows: (answer?.rows ?? []).map(toInboxRow), total: answer?.total ?? 0 }
}

export async function inboxRows(
  session: Session,
  statements: Statements,
  pairs: readonly { readonly chat_id: string; readonly user_id: string }[],
): Promise<(InboxRow | null)[]> {
  const asked = pairs.flatMap(({ chat_id, user_id }, i) =>
    uuidOrNull(chat_id) === null || !isStorable(user_id) ? [] : [{ i, chat_id, user_id }],
  )
  const answers: (InboxRow | null)[] = pairs.map(() => null)
  if (asked.length === 0) return answers
  const rows = await session.run<{ i: number; inbox: InboxRowJson }>(statements.inboxRows, [
    JSON.stringify(asked),
  ])
  for (const { i, inbox } of rows) answers[i] = toInboxRow(inbox)
  return answers
}

export async function moment(session: Session, statements: Statements): Promise<string> {
  const [name] = await session.run<string>(statements.moment)
  if (name === undefined) throw new Error('The server did not tell its snapshot.')
  return name
}

export async function inboxChanges(
  session: Session,
  statements: Statements,
  asked: { readonly userIds: readonly string[]; readonly since: string },
): Promise<InboxHead[]> {
  const users = asked.userIds.filter(isStorable)
  if (users.length === 0) return []
  return await session.run<InboxHead>(statements.inboxChanges, [textArray(users), asked.since])
}
