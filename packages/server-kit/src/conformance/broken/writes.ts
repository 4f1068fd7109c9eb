import type { Message } from '@otsy/protocol'
import type { AmendDecision, Append, AppendOutcome, ChatStore } from '../../core/chat/port'
import { bent, meanwhile, messagesOf, recordOf, type BrokenStore } from './bend'

const storedOf = (outcomes: readonly AppendOutcome[]) =>
  outcomes.filter((outcome) => outcome.outcome === 'stored')

const withoutKey = (entry: Append): Append => {
  const { client_id: _, ...draft } = entry.draft
  return { ...entry, draft, body_hash: null }
}

/** Takes a number for nothing. */
async function burn(chats: ChatStore, chatId: string): Promise<void> {
  const [message] = await messagesOf(chats, chatId)
  if (message === undefined) return
  const target = { chat_id: chatId, message_id: message.id, userId: null }
  await chats.amend(target, () => same(message))
}

const same = (message: Message): AmendDecision => ({
  kind: 'reactions',
  reactions: message.reactions ?? [],
})

export const brokenWrites: readonly BrokenStore[] = [
  bent('a refused send takes a number', {
    foundBy: 'append',
    bend: (chats) => ({
      append: async (batch) => {
        const outcomes = await chats.append(batch)
        for (const [i, { outcome }] of outcomes.entries()) {
          if (outcome !== 'stored') await burn(chats, batch[i]?.chat_id ?? '')
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
          const chat = await recordOf(chats, entry.chat_id)
          const { author } = entry
          const member =
            author.kind === 'member'
              ? chat?.members.find(({ user_id }) => user_id === author.userId)
              : undefined
          const even_if_closed = entry.even_if_closed || chat?.status === 'active'
          const asFound = member && { ...author, kind: 'guest' as const, role: member.role }
          checked.push(
            asFound && asFound.kind === 'guest' && 'userId' in asFound
              ? { ...entry, author: asFound, even_if_closed }
              : { ...entry, even_if_closed },
          )
        }
        await meanwhile()
        return await chats.append(checked)
      },
    }),
  }),

  bent('a change of nothing takes a number', {
    foundBy: 'amend',
    bend: (chats) => ({
      amend: (target, decide) =>
        chats.amend(target, (facts) => {
          const decision = decide(facts)
          return decision.kind === 'keep' ? same(facts.message) : decision
        }),
    }),
  }),

  bent('a change is decided on what was read before the lock', {
    foundBy: 'race',
    bend: (chats) => ({
      amend: async (target, decide) => {
        let decision: AmendDecision = { kind: 'keep' }
        const first = await chats.amend(target, (facts) => {
          decision = decide(facts)
          return { kind: 'keep' }
        })
        if (first.outcome === 'not_found') return first
        await meanwhile()
        return await chats.amend(target, () => decision)
      },
    }),
  }),

  bent('a deleted message keeps its attachment and metadata', {
    foundBy: 'amend',
    bend: (chats) => ({
      amend: async (target, decide) => {
        let before: Message | undefined
        const outcome = await chats.amend(target, (facts) => {
          before = facts.message
          return decide(facts)
        })
        if (outcome.outcome !== 'changed' || outcome.message.deleted_at === undefined) {
          return outcome
        }
        return { ...outcome, message: { ...before, ...outcome.message } }
      },
    }),
  }),

  bent('two racing openings make two chats', {
    foundBy: 'race',
    bend: (chats) => ({
      open: async (input) => {
        const found = await chats.find({ order_id: input.order_id }, everyoneOf(input.reader))
        if (found !== null) return await chats.open(input)
        await meanwhile()
        const opened = await chats.open(input)
        if (opened.outcome === 'opened') return opened
        return await chats.open({ ...input, order_id: `${input.order_id} again ${input.id}` })
      },
    }),
  }),

  bent('whoever asks gets the chat of an order', {
    foundBy: 'open',
    bend: (chats) => ({
      open: (input) => chats.open({ ...input, reader: everyoneOf(input.reader) }),
    }),
  }),
]

function everyoneOf(reader: { userId: string | null }) {
  return { userId: reader.userId, unrestricted: true }
}
