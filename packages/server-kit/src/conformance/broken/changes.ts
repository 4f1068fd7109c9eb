import type { Message } from '@otsy/protocol'
import type { AmendDecision } from '../../core/chat/port'
import { bent, meanwhile, same, type BrokenStore } from './bend'

export const brokenChanges: readonly BrokenStore[] = [
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
