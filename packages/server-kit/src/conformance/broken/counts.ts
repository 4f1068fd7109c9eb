import { countsAsUnread, type InboxRow } from '../../core/chat/model'
import type { ChatStore } from '../../core/chat/port'
import { bent, messagesOf, type BrokenStore } from './bend'

/** Inbox rows whose counts pass through a function. */
function recount(
  chats: ChatStore,
  count: (row: InboxRow, userId: string) => number | Promise<number>,
): ChatStore['inboxRows'] {
  return async (pairs) => {
    const rows = await chats.inboxRows(pairs)
    return await Promise.all(
      rows.map(async (row, i) =>
        row === null ? null : { ...row, unread_count: await count(row, pairs[i]?.user_id ?? '') },
      ),
    )
  }
}

const readSeqOf = ({ chat }: InboxRow, userId: string): number =>
  chat.members.find(({ user_id }) => user_id === userId)?.read_seq ?? 0

export const brokenCounts: readonly BrokenStore[] = [
  bent('a deletion leaves the count of unread as it was', {
    foundBy: 'unread',
    bend: (chats) => ({
      inboxRows: recount(chats, async (row, userId) => {
        const messages = await messagesOf(chats, row.chat.id)
        const deleted = messages.filter(
          ({ seq, sender_id, deleted_at }) =>
            deleted_at !== undefined && sender_id !== userId && seq > readSeqOf(row, userId),
        )
        return row.unread_count + deleted.length
      }),
    }),
  }),

  bent('own messages count as unread', {
    foundBy: 'unread',
    bend: (chats) => ({
      inboxRows: recount(chats, async (row, userId) => {
        const messages = await messagesOf(chats, row.chat.id)
        const own = messages.filter(
          ({ seq, sender_id, deleted_at }) =>
            deleted_at === undefined && sender_id === userId && seq > readSeqOf(row, userId),
        )
        return row.unread_count + own.length
      }),
    }),
  }),

  bent('every system message counts as unread', {
    foundBy: 'unread',
    bend: (chats) => ({
      inboxRows: recount(chats, async (row, userId) => {
        const messages = await messagesOf(chats, row.chat.id)
        const uncounted = messages.filter(
          ({ seq, sender_role, type, deleted_at }) =>
            deleted_at === undefined &&
            !countsAsUnread(sender_role, type) &&
            seq > readSeqOf(row, userId),
        )
        return row.unread_count + uncounted.length
      }),
    }),
  }),

  bent('a late member has everything before them unread', {
    foundBy: 'unread',
    bend: (chats) => {
      const before = new Map<string, number>()
      return {
        revise: async (chatId, decide) => {
          const outcome = await chats.revise(chatId, decide)
          if (outcome.outcome !== 'changed') return outcome
          const known = new Set(outcome.before.members.map(({ user_id }) => user_id))
          for (const { user_id } of outcome.chat.members) {
            if (!known.has(user_id)) before.set(`${chatId} ${user_id}`, outcome.before.head_seq)
          }
          return outcome
        },
        inboxRows: recount(
          chats,
          (row, userId) => row.unread_count + (before.get(`${row.chat.id} ${userId}`) ?? 0),
        ),
      }
    },
  }),

  bent('sending marks as read', {
    foundBy: 'unread',
    bend: (chats) => ({
      append: async (batch) => {
        const outcomes = await chats.append(batch)
        for (const outcome of outcomes) {
          if (outcome.outcome !== 'stored' || outcome.message.sender_id === null) continue
          const { chat_id, sender_id, seq } = outcome.message
          const reader = { userId: sender_id, unrestricted: false }
          await chats.advanceRead({ chat_id, reader, to: { up_to_seq: seq } })
        }
        return outcomes
      },
    }),
  }),
]
