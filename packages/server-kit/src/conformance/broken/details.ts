import type { Message } from '@otsy/protocol'
import { bendPages, bent, everyone, type BrokenStore } from './bend'

/** Small slips that show only where a test looks closely. */
export const brokenDetails: readonly BrokenStore[] = [
  bent('an order with other participants answers its chat', {
    foundBy: 'open',
    bend: (chats) => ({
      open: async (input) => {
        const outcome = await chats.open(input)
        if (outcome.outcome !== 'conflict') return outcome
        const chat = await chats.find({ order_id: input.order_id }, everyone)
        return chat === null ? outcome : { outcome: 'existing', chat }
      },
    }),
  }),

  bent("a name is tried as an order's first", {
    foundBy: 'open',
    bend: (chats) => ({
      find: async (ref, reader) =>
        ('any' in ref ? await chats.find({ order_id: ref.any }, reader) : null) ??
        (await chats.find(ref, reader)),
    }),
  }),

  bent('archived and active chats are counted together', {
    foundBy: 'open',
    bend: (chats) => ({
      stats: async () => {
        const stats = await chats.stats()
        return { ...stats, active_chats: stats.total_chats }
      },
    }),
  }),

  bent('a message has empty fields for what was not said', {
    foundBy: 'append',
    bend: (chats) => ({
      append: async (batch) =>
        (await chats.append(batch)).map((outcome) =>
          outcome.outcome === 'stored'
            ? { ...outcome, message: { metadata: {}, ...outcome.message } }
            : outcome,
        ),
    }),
  }),

  bent("a sender has their token's role, not their place in the chat", {
    foundBy: 'append',
    bend: (chats) => ({
      append: async (batch) =>
        (await chats.append(batch)).map((outcome, i) => {
          const author = batch[i]?.author
          return outcome.outcome === 'stored' && author?.kind === 'guest'
            ? { ...outcome, message: { ...outcome.message, sender_role: author.role } }
            : outcome
        }),
    }),
  }),

  bent('answers are the stored objects themselves', {
    foundBy: 'append',
    bend: (chats) => {
      const kept = new Map<string, Message>()
      const keep = (message: Message): Message => {
        const state = `${message.id} ${message.changed_seq} ${message.read_at}`
        const known = kept.get(state) ?? structuredClone(message)
        kept.set(state, known)
        return known
      }
      return {
        append: async (batch) =>
          (await chats.append(batch)).map((outcome) =>
            'message' in outcome ? { ...outcome, message: keep(outcome.message) } : outcome,
          ),
        changesSince: bendPages(chats, (page) => ({ messages: page.messages.map(keep) })),
      }
    },
  }),

  bent('a chat that is not there has a head', {
    foundBy: 'heads',
    bend: (chats) => ({
      heads: async (chatIds) => {
        const heads = new Map((await chats.heads(chatIds)).map((head) => [head.chat_id, head]))
        const none = { head_seq: 0, reads_rev: 0, members_rev: 0, status: 'active' } as const
        return chatIds.map((chat_id) => heads.get(chat_id) ?? { chat_id, ...none })
      },
    }),
  }),

  bent('a message is found by its id in whatever chat', {
    foundBy: 'amend',
    bend: (chats) => {
      const chatOf = new Map<string, string>()
      return {
        append: async (batch) => {
          for (const { chat_id, draft } of batch) chatOf.set(draft.id, chat_id)
          return await chats.append(batch)
        },
        amend: (target, decide) => {
          const chat_id = chatOf.get(target.message_id) ?? target.chat_id
          return chats.amend({ ...target, chat_id }, decide)
        },
      }
    },
  }),

  bent('a change is decided without knowing the member', {
    foundBy: 'amend',
    bend: (chats) => ({
      amend: (target, decide) => chats.amend({ ...target, userId: null }, decide),
    }),
  }),

  bent('the last reaction leaves an empty list', {
    foundBy: 'amend',
    bend: (chats) => ({
      amend: async (target, decide) => {
        const outcome = await chats.amend(target, decide)
        return 'message' in outcome
          ? { ...outcome, message: { reactions: [], ...outcome.message } }
          : outcome
      },
    }),
  }),

  bent('members stand in the order of their names', {
    foundBy: 'membership',
    bend: (chats) => ({
      revise: async (chatId, decide) => {
        const outcome = await chats.revise(chatId, decide)
        if (outcome.outcome !== 'changed') return outcome
        const byName = (a: { user_id: string }, b: { user_id: string }) =>
          a.user_id < b.user_id ? -1 : 1
        const chat = { ...outcome.chat, members: [...outcome.chat.members].sort(byName) }
        return { ...outcome, chat }
      },
    }),
  }),

  bent('a decision about a chat that is kept takes a number', {
    foundBy: 'membership',
    bend: (chats) => ({
      revise: (chatId, decide) =>
        chats.revise(chatId, (chat) => {
          const decision = decide(chat)
          const note = { id: `${chat.id} ${chat.head_seq}`, type: 'system', content: '' }
          return decision.kind === 'keep' ? { kind: 'change', note } : decision
        }),
    }),
  }),

  bent('a full page of history always has more', {
    foundBy: 'history',
    bend: (chats) => ({
      history: async (ref, reader, window) => {
        const history = await chats.history(ref, reader, window)
        return history && { ...history, hasMore: history.messages.length === window.limit }
      },
    }),
  }),

  bent('a full page of changes always has more', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: async (cursors, reader, limit) =>
        (await chats.changesSince(cursors, reader, limit)).map((answer) => {
          if (answer === null) return null
          const hasMore = answer.page.messages.length === limit.rows
          return { ...answer, page: { ...answer.page, hasMore } }
        }),
    }),
  }),

  bent('catch-up pays no heed to bytes', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: (cursors, reader, { rows }) =>
        chats.changesSince(cursors, reader, { rows, bytes: Infinity }),
    }),
  }),

  bent('catch-up counts the bytes of each chat anew', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: async (cursors, reader, limit) => {
        const each = cursors.map((cursor) => chats.changesSince([cursor], reader, limit))
        return (await Promise.all(each)).flat()
      },
    }),
  }),

  bent('catch-up shows only messages that fit as a whole', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: (cursors, reader, { rows, bytes }) =>
        chats.changesSince(cursors, reader, { rows, bytes: bytes < 6_000 ? 0 : bytes }),
    }),
  }),

  bent('history pays no heed to bytes', {
    foundBy: 'history',
    bend: (chats) => ({
      history: (ref, reader, window) =>
        chats.history(
          ref,
          reader,
          'before_seq' in window ? { ...window, bytes: Infinity } : window,
        ),
    }),
  }),

  bent('chats that are not seen are left out of the answer', {
    foundBy: 'catch-up',
    bend: (chats) => ({
      changesSince: async (cursors, reader, limit) =>
        (await chats.changesSince(cursors, reader, limit)).filter((answer) => answer !== null),
    }),
  }),

  bent('the total of an inbox is that of its page', {
    foundBy: 'inbox',
    bend: (chats) => ({
      inbox: async (userId, window) => {
        const { rows } = await chats.inbox(userId, window)
        return { rows, total: rows.length }
      },
    }),
  }),

  bent('an inbox of what is unread shows what was to be left out', {
    foundBy: 'inbox',
    bend: (chats) => ({
      inbox: (userId, window) =>
        chats.inbox(userId, window.unreadExcept ? { ...window, unreadExcept: [] } : window),
    }),
  }),

  bent('muting mutes for everyone', {
    foundBy: 'inbox',
    bend: (chats) => ({
      mute: async (chatId, userId, until) => {
        if (!(await chats.mute(chatId, userId, until))) return false
        const chat = await chats.find({ chat_id: chatId }, everyone)
        for (const { user_id } of chat?.members ?? []) await chats.mute(chatId, user_id, until)
        return true
      },
    }),
  }),

  bent("a stranger's mark is refused with more than that there is nothing", {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => {
        const [head] = await chats.heads([mark.chat_id])
        const to = 'up_to_seq' in mark.to ? mark.to.up_to_seq : 0
        if (head !== undefined && to > head.head_seq) return { outcome: 'beyond_head' }
        return await chats.advanceRead(mark)
      },
    }),
  }),

  bent('an admin who is no member marks for a member', {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => {
        const outcome = await chats.advanceRead(mark)
        if (outcome.outcome !== 'unchanged' || !mark.reader.unrestricted) return outcome
        const chat = await chats.find({ chat_id: mark.chat_id }, everyone)
        const userId = chat?.members.at(-1)?.user_id ?? null
        return await chats.advanceRead({ ...mark, reader: { userId, unrestricted: false } })
      },
    }),
  }),
]
