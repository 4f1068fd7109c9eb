import { countsAsUnread, type InboxRow } from '../../core/chat/model'
import type { ChatStore } from '../../core/chat/port'
import { bendPages, bent, meanwhile, messagesOf, type BrokenStore } from './bend'

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

export const brokenReads: readonly BrokenStore[] = [
  bent('catch-up shows what was born after the cursor, not what changed', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: bendPages(chats, (page) => ({
        messages: page.messages.filter(({ seq }) => seq > page.from),
      })),
    }),
  }),

  bent('catch-up takes the cursor to the last row, not to the head', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: bendPages(chats, (page) => ({
        to: page.messages.at(-1)?.changed_seq ?? page.from,
      })),
    }),
  }),

  bent('catch-up takes the cursor to the head although there is more', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: bendPages(chats, (page) => ({ to: page.head_seq, hasMore: false })),
    }),
  }),

  bent('catch-up reads the head and the rows at two moments', {
    foundBy: 'race',
    bend: (chats) => ({
      changesSince: async (cursors, reader, limit) => {
        const earlier = await chats.changesSince(cursors, reader, limit)
        await meanwhile()
        const later = await chats.changesSince(cursors, reader, limit)
        return later.map((answer, i) => {
          const head_seq = earlier[i]?.page.head_seq
          if (answer === null || head_seq === undefined) return answer
          const to = answer.page.hasMore ? answer.page.to : head_seq
          return { ...answer, page: { ...answer.page, head_seq, to } }
        })
      },
    }),
  }),

  bent('catch-up does not look at anchors', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: (cursors, reader, limit) =>
        chats.changesSince(
          cursors.map((cursor) => ({ ...cursor, anchor: null })),
          reader,
          limit,
        ),
    }),
  }),

  bent('catch-up calls a cursor beyond the head complete', {
    foundBy: 'catch-up',
    bend: (chats) => ({ changesSince: bendPages(chats, () => ({ complete: true })) }),
  }),

  bent('catch-up shows what was born before a member came', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: async (cursors, reader, limit) => {
        const allowed = await chats.changesSince(cursors, reader, limit)
        const all = await chats.changesSince(cursors, { ...reader, unrestricted: true }, limit)
        return all.map((answer, i) => (allowed[i] === null ? null : answer))
      },
    }),
  }),

  bent('history is shown to removed members', {
    foundBy: 'history',
    bend: (chats) => ({
      history: (ref, reader, window) =>
        chats.history(ref, { ...reader, unrestricted: true }, window),
    }),
  }),

  bent('history leaves out tombstones', {
    foundBy: 'history',
    bend: (chats) => ({
      history: async (ref, reader, window) => {
        const history = await chats.history(ref, reader, window)
        if (history === null) return null
        const messages = history.messages.filter(({ deleted_at }) => deleted_at === undefined)
        return { ...history, messages }
      },
    }),
  }),

  bent('history sorts by the latest change', {
    foundBy: 'history',
    bend: (chats) => ({
      history: async (ref, reader, window) => {
        const history = await chats.history(ref, reader, window)
        history?.messages.sort((a, b) => a.changed_seq - b.changed_seq)
        return history
      },
    }),
  }),

  bent('the inbox shows the oldest first', {
    foundBy: 'inbox',
    bend: (chats) => ({
      inbox: async (userId, window) => {
        const { rows, total } = await chats.inbox(userId, { ...window, page: 1, limit: 100_000 })
        const start = (window.page - 1) * window.limit
        return { rows: rows.reverse().slice(start, start + window.limit), total }
      },
    }),
  }),

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

  bent('a read cursor goes back', {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => {
        const outcome = await chats.advanceRead(mark)
        if (outcome.outcome !== 'unchanged' || !('up_to_seq' in mark.to)) return outcome
        return { ...outcome, read_seq: mark.to.up_to_seq }
      },
    }),
  }),

  bent('a read mark beyond the head is taken', {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => {
        const outcome = await chats.advanceRead(mark)
        if (outcome.outcome !== 'beyond_head') return outcome
        const [head] = await chats.heads([mark.chat_id])
        return await chats.advanceRead({ ...mark, to: { up_to_seq: head?.head_seq ?? 0 } })
      },
    }),
  }),

  bent('the last reader is stamped on a message, not the first', {
    foundBy: 'reads',
    bend: (chats) => {
      const stamps = new Map<string, string>()
      return {
        advanceRead: async (mark) => {
          const outcome = await chats.advanceRead(mark)
          if (outcome.outcome === 'advanced') {
            for (const id of outcome.message_ids) stamps.set(id, outcome.at)
          }
          return outcome
        },
        changesSince: bendPages(chats, (page) => ({
          messages: page.messages.map((message) => {
            const read_at = stamps.get(message.id)
            return read_at === undefined ? message : { ...message, read_at }
          }),
        })),
      }
    },
  }),

  bent('reading takes a number', {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => {
        const outcome = await chats.advanceRead(mark)
        if (outcome.outcome !== 'advanced') return outcome
        const [message_id] = outcome.message_ids
        const target = { chat_id: mark.chat_id, message_id: message_id ?? '', userId: null }
        await chats.amend(target, ({ message }) => ({
          kind: 'reactions',
          reactions: message.reactions ?? [],
        }))
        return outcome
      },
    }),
  }),
]
