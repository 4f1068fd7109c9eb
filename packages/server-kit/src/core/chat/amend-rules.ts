import type { Message, Reaction } from '@otsy/protocol'
import { isPrivileged, type Caller } from '../caller'
import type { AmendDecision, AmendFacts } from './port'

const keep: AmendDecision = { kind: 'keep' }
const refuse = (code: Extract<AmendDecision, { kind: 'refuse' }>['code']): AmendDecision => ({
  kind: 'refuse',
  code,
})

/** Different emoji on one message; beyond that a reaction is refused. */
const MOST_EMOJI = 50

/** Who asks, and whether they may act without being a member. */
export interface Amender {
  readonly caller: Caller
  readonly mayActOutside: boolean
}

/** Own text within the window; admins and the host any text any time. */
export function decideEdit(
  facts: AmendFacts,
  amender: Amender,
  edit: { readonly content: string; readonly windowMs: number },
): AmendDecision {
  const refusal = refuseAccess(facts, amender)
  if (refusal !== undefined) return refusal
  if (facts.message.deleted_at !== undefined) return refuse('message_deleted')
  if (!isPrivileged(amender.caller)) {
    if (!isOwn(facts, amender)) return refuse('forbidden')
    if (facts.now - Date.parse(facts.message.created_at) > edit.windowMs) {
      return refuse('edit_window_over')
    }
  }
  if (facts.message.type === 'system') return refuse('forbidden')
  if (edit.content.trim() === '' && !mayBeEmpty(facts.message)) return refuse('invalid_input')
  if (facts.message.content === edit.content) return keep
  return { kind: 'edit', content: edit.content }
}

/** Own messages any time; admins and the host any. */
export function decideDelete(facts: AmendFacts, amender: Amender): AmendDecision {
  const refusal = refuseAccess(facts, amender)
  if (refusal !== undefined) return refusal
  if (!isPrivileged(amender.caller) && !isOwn(facts, amender)) return refuse('forbidden')
  return facts.message.deleted_at === undefined ? { kind: 'delete' } : keep
}

/** One reaction of one person with one emoji, set or taken back. */
export function decideReact(
  facts: AmendFacts,
  amender: Amender,
  react: { readonly userId: string; readonly emoji: string; readonly on: boolean },
): AmendDecision {
  const refusal = refuseAccess(facts, amender)
  if (refusal !== undefined) return refusal
  if (facts.message.deleted_at !== undefined) return refuse('message_deleted')
  const before = facts.message.reactions ?? []
  const reactions = withReaction(before, react)
  if (reactions === before) return keep
  if (reactions.length > MOST_EMOJI) return refuse('forbidden')
  return { kind: 'reactions', reactions }
}

/** As when it was sent: a text says something, unless it goes with an attachment. */
function mayBeEmpty({ type, attachment_url }: Message): boolean {
  return type !== 'text' || attachment_url !== undefined
}

/** The same array when nothing changes. Emoji stand in the order they were first used. */
function withReaction(
  before: readonly Reaction[],
  { userId, emoji, on }: { readonly userId: string; readonly emoji: string; readonly on: boolean },
): readonly Reaction[] {
  const old = before.find((reaction) => reaction.emoji === emoji)
  const has = old?.user_ids.includes(userId) ?? false
  if (has === on) return before
  const userIds = on
    ? [...(old?.user_ids ?? []), userId]
    : (old?.user_ids ?? []).filter((id) => id !== userId)
  const changed: Reaction = { emoji, count: userIds.length, user_ids: userIds }
  if (old === undefined) return [...before, changed]
  return before
    .map((reaction) => (reaction === old ? changed : reaction))
    .filter(({ count }) => count > 0)
}

function refuseAccess(facts: AmendFacts, amender: Amender): AmendDecision | undefined {
  const visible = facts.member !== null && facts.message.seq >= facts.member.visible_from_seq
  if (!visible && !amender.mayActOutside) return refuse('not_found')
  if (facts.chat.status !== 'active' && amender.caller.kind !== 'host') return refuse('chat_closed')
  return undefined
}

function isOwn(facts: AmendFacts, amender: Amender): boolean {
  return (
    amender.caller.kind === 'viewer' && facts.message.sender_id === amender.caller.viewer.userId
  )
}
