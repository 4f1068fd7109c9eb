import { bendPages, bent, burnNumber, meanwhile, type BrokenStore } from './bend'

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

  bent('a chat is found by its name in whatever case', {
    foundBy: 'names',
    bend: (chats) => ({
      find: (ref, reader) =>
        chats.find('chat_id' in ref ? { chat_id: ref.chat_id.toLowerCase() } : ref, reader),
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

  bent('the changes of inboxes know nothing of reads', {
    foundBy: 'inbox',
    bend: (chats) => {
      const marked = new Set<string>()
      return {
        advanceRead: (mark) => {
          marked.add(mark.chat_id)
          return chats.advanceRead(mark)
        },
        append: (batch) => {
          for (const { chat_id } of batch) marked.delete(chat_id)
          return chats.append(batch)
        },
        inboxChanges: async (userIds, since) => {
          const changes = await chats.inboxChanges(userIds, since)
          return changes.filter(({ chat_id }) => !marked.has(chat_id))
        },
      }
    },
  }),

  bent('the changes of inboxes are all there is', {
    foundBy: 'inbox',
    bend: (chats) => ({ inboxChanges: (userIds) => chats.inboxChanges(userIds, '0') }),
  }),

  bent('the changes of inboxes leave out who came last', {
    foundBy: 'inbox',
    bend: (chats) => ({
      inboxChanges: async (userIds, since) => {
        const changes = await chats.inboxChanges(userIds, since)
        return changes.filter(({ head_seq, read_seq }) => head_seq === 0 || read_seq < head_seq)
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

  bent('a read mark names the membership the chat began with', {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => ({ ...(await chats.advanceRead(mark)), members_rev: 1 }),
    }),
  }),

  bent('reading takes a number', {
    foundBy: 'reads',
    bend: (chats) => ({
      advanceRead: async (mark) => {
        const outcome = await chats.advanceRead(mark)
        if (outcome.outcome !== 'advanced') return outcome
        await burnNumber(chats, mark.chat_id)
        return outcome
      },
    }),
  }),
]
