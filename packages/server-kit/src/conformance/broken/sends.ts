import type { Message } from '@otsy/protocol'
import type { Append, AppendOutcome } from '../../core/chat/port'
import { bent, burnNumber, meanwhile, recordOf, type BrokenStore } from './bend'

const storedOf = (outcomes: readonly AppendOutcome[]) =>
  outcomes.filter((outcome) => outcome.outcome === 'stored')

const withoutKey = (entry: Append): Append => {
  const { client_id: _, ...draft } = entry.draft
  return { ...entry, draft, body_hash: null }
}

/** Takes a number for nothing. */

export const brokenSends: readonly BrokenStore[] = [
  bent('a refused send takes a number', {
    foundBy: 'append',
    bend: (chats) => ({
      append: async (batch) => {
        const outcomes = await chats.append(batch)
        for (const [i, { outcome }] of outcomes.entries()) {
          if (outcome !== 'stored') await burnNumber(chats, batch[i]?.chat_id ?? '')
        }
        return outcomes
      },
    }),
  }),

  bent('racing sends get the same number', {
    foundBy: 'race',
    bend: (chats) => ({
      append: async (batch) => {
        const heads = new Map<string, number>()
        for (const { chat_id } of batch) {
          heads.set(chat_id, (await recordOf(chats, chat_id))?.head_seq ?? 0)
        }
        await meanwhile()
        return (await chats.append(batch)).map((outcome) => {
          if (outcome.outcome !== 'stored') return outcome
          const seq = (heads.get(outcome.message.chat_id) ?? 0) + 1
          heads.set(outcome.message.chat_id, seq)
          return { ...outcome, message: { ...outcome.message, seq, changed_seq: seq } }
        })
      },
    }),
  }),

  bent('a batch is stored in another order than given', {
    foundBy: 'append',
    bend: (chats) => ({
      append: async (batch) => (await chats.append([...batch].reverse())).reverse(),
    }),
  }),

  bent('a key is looked for among what earlier batches stored only', {
    foundBy: 'idempotency',
    bend: (chats) => ({
      append: (batch) => {
        const keys = new Set<string>()
        const bare = batch.map((entry) => {
          const key = JSON.stringify([entry.chat_id, entry.author, entry.draft.client_id])
          if (entry.body_hash === null || !keys.has(key)) {
            keys.add(key)
            return entry
          }
          return withoutKey(entry)
        })
        return chats.append(bare)
      },
    }),
  }),

  bent('a key is answered whatever its body', {
    foundBy: 'idempotency',
    bend: (chats) => ({
      append: (batch) =>
        chats.append(
          batch.map((entry) => (entry.body_hash === null ? entry : { ...entry, body_hash: '' })),
        ),
    }),
  }),

  bent('a key belongs to the chat, not to its sender', {
    foundBy: 'idempotency',
    bend: (chats) => {
      const byKey = new Map<string, Message>()
      return {
        append: async (batch) => {
          const outcomes: AppendOutcome[] = []
          for (const entry of batch) {
            const key = JSON.stringify([entry.chat_id, entry.draft.client_id])
            const known = entry.body_hash === null ? undefined : byKey.get(key)
            const [outcome] = known ? [] : await chats.append([entry])
            if (known) outcomes.push({ outcome: 'duplicate', message: known })
            else if (outcome) outcomes.push(outcome)
            if (outcome?.outcome === 'stored') byKey.set(key, outcome.message)
          }
          return outcomes
        },
      }
    },
  }),

  bent('a key without a sender is never the same', {
    foundBy: 'idempotency',
    bend: (chats) => ({
      append: (batch) =>
        chats.append(batch.map((e) => (e.author.kind === 'system' ? withoutKey(e) : e))),
    }),
  }),

  bent('a retry is answered with the message as it was first', {
    foundBy: 'idempotency',
    bend: (chats) => {
      const first = new Map<string, Message>()
      return {
        append: async (batch) => {
          const outcomes = await chats.append(batch)
          for (const { message } of storedOf(outcomes)) first.set(message.id, message)
          return outcomes.map((outcome) =>
            outcome.outcome === 'duplicate'
              ? { ...outcome, message: first.get(outcome.message.id) ?? outcome.message }
              : outcome,
          )
        },
      }
    },
  }),

  bent('anyone may write', {
    foundBy: 'append',
    bend: (chats) => ({
      append: (batch) =>
        chats.append(
          batch.map((entry) =>
            entry.author.kind === 'member'
              ? { ...entry, author: { ...entry.author, kind: 'guest', role: 'user' } }
              : entry,
          ),
        ),
    }),
  }),

  bent('a closed chat is written to', {
    foundBy: 'append',
    bend: (chats) => ({
      append: (batch) => chats.append(batch.map((entry) => ({ ...entry, even_if_closed: true }))),
    }),
  }),

  bent('a reply may answer a message of any chat', {
    foundBy: 'append',
    bend: (chats) => ({
      append: async (batch) => {
        const outcomes = await chats.append(batch)
        for (const [i, { outcome }] of outcomes.entries()) {
          const entry = batch[i]
          if (outcome !== 'no_reply_target' || entry === undefined) continue
          const { reply_to: _, ...draft } = entry.draft
          const [stored] = await chats.append([{ ...entry, draft }])
          if (stored) outcomes[i] = stored
        }
        return outcomes
      },
    }),
  }),

  bent('membership and status are looked at before the numbering', {
    foundBy: 'race',
    bend: (chats) => ({
      append: async (batch) => {
        const checked: Append[] = []
        for (const entry of batch) {
          const { author } = entry
          const chat = await recordOf(chats, entry.chat_id)
          const even_if_closed = entry.even_if_closed || chat?.status === 'active'
          const member =
            author.kind === 'member' &&
            chat?.members.find(({ user_id }) => user_id === author.userId)
          checked.push({
            ...entry,
            even_if_closed,
            author: member ? { kind: 'guest', userId: member.user_id, role: member.role } : author,
          })
        }
        await meanwhile()
        return await chats.append(checked)
      },
    }),
  }),
]
