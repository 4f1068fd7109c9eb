import type { ReadNotifications } from '../../../core/notifications/model'
import type { NotificationStore } from '../../../core/notifications/port'
import type { Param, Session } from '../database'
import { isStorable, textArray, uuidOrNull } from '../ids'
import type { Statement } from '../statement'
import type { NotificationStatements } from '../statements/notifications/index'
import { say, transact, type Work } from './unit'

interface UnreadRow {
  readonly ids: readonly string[]
  readonly unread_count: number
}

export function markRead(
  work: Work,
  userId: string,
  which: Parameters<NotificationStore['markRead']>[1],
): Promise<ReadNotifications> {
  const { unreadIds, unreadAll } = work.statements
  if ('all' in which) return mark(work, { userId, find: unreadAll, of: [] })
  const ids = which.ids.flatMap((id) => uuidOrNull(id) ?? [])
  return mark(work, { userId, find: unreadIds, of: [textArray(ids)] })
}

export function markChatRead(
  work: Work,
  { user_id, chat_id, read_seq }: Parameters<NotificationStore['markChatRead']>[0],
): Promise<ReadNotifications> {
  const find = work.statements.unreadOfChat
  const of = [uuidOrNull(chat_id), read_seq]
  return mark(work, { userId: user_id, find, of, readSeq: read_seq })
}

/** Of one person: notifications, and for each how far its chat was read, if that is why. */
interface Marking {
  readonly userId: string
  readonly ids: readonly string[]
  readonly readSeqs: readonly number[]
}

export function markMissed(work: Work, marking: Marking): Promise<ReadNotifications | null> {
  return transact(work, (session) => markHeld(session, work.statements, marking))
}

async function mark(
  work: Work,
  options: {
    readonly userId: string
    readonly find: Statement
    readonly of: readonly Param[]
    readonly readSeq?: number
  },
): Promise<ReadNotifications> {
  const { userId, find, of, readSeq } = options
  const nothing = { user_id: userId, notification_ids: [], tags: [] }
  if (!isStorable(userId)) return { ...nothing, unread_count: 0 }
  const [unread] = await say<UnreadRow>(work, find, [userId, ...of])
  const { ids = [], unread_count = 0 } = unread ?? {}
  if (ids.length === 0) return { ...nothing, unread_count }
  const readSeqs = readSeq === undefined ? [] : ids.map(() => readSeq)
  const marked = await markMissed(work, { userId, ids, readSeqs })
  return marked ?? { ...nothing, unread_count }
}

/** null: others came first. */
async function markHeld(
  session: Session,
  statements: NotificationStatements,
  { userId, ids, readSeqs }: Marking,
): Promise<ReadNotifications | null> {
  const held = await hold(session, statements, { userId, ids, readSeqs })
  if (held.length === 0) return null
  const params = [textArray(held), userId]
  const [read] = await session.run<ReadNotifications>(statements.markRead, params)
  return read ?? null
}

/**
 * Locks those that are unread still, and before them the person's devices (null: none). What follows in the
 * transaction sees what became of them.
 */
export function hold(
  session: Session,
  statements: NotificationStatements,
  { userId, ids, readSeqs }: Omit<Marking, 'userId'> & { readonly userId: string | null },
): Promise<string[]> {
  return session.run<string>(statements.hold, [textArray(ids), `{${readSeqs.join(',')}}`, userId])
}
