import type { Notification } from '@otsy/protocol'
import { notificationOf } from '../../../core/notifications/kept-notification'
import type { Decision, Undecided } from '../../../core/notifications/model'
import { factsOf } from './facts'
import { addStep, kept, setState, type NotificationRow } from './rows'
import { showsOf, type Shelf } from './shelf'

/** See `NotificationStore.claimUndecided`. */
export function claimUndecided(shelf: Shelf, limit: number, leaseMs: number): Undecided[] {
  const now = shelf.clock()
  const due = [...shelf.undecided]
    .filter((row) => (row.due_at ?? Infinity) <= now && row.lease_until <= now)
    .sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0))
    .slice(0, limit)
  return due.map((row) => {
    row.claim += 1
    row.lease_until = now + leaseMs
    // Whoever has it now sees what it was called for.
    row.is_called_again = false
    return undecidedOf(shelf, row, now)
  })
}

function undecidedOf(shelf: Shelf, row: NotificationRow, now: number): Undecided {
  const chat = row.chat_id === null ? undefined : shelf.chats.byId(row.chat_id)
  const spoken = shelf.devices.of(row.user_id).filter(({ locale }) => locale !== null)
  const last = spoken.sort((a, b) => b.used - a.used)[0]
  return {
    ...{ id: row.id, claim: row.claim, user_id: row.user_id, kind: row.kind, tag: row.tag },
    content: row.chat_id === null ? row.content : null,
    chat: chat === undefined ? null : factsOf(chat, row.user_id, row.kind),
    preferences: shelf.preferences.get(row.user_id) ?? null,
    locale: last?.locale ?? null,
    looked: row.looked,
    last_sent_at: row.sent_at,
    expires_at: row.expires_at,
    now,
  }
}

/** See `NotificationStore.decide`. */
export function decide(shelf: Shelf, decision: Decision): Notification | null {
  const row = shelf.notifications.get(decision.id)
  if (row === undefined || row.due_at === null || row.claim !== decision.claim) return null
  const now = shelf.clock()
  for (const step of decision.steps) addStep(row, step, now)
  row.lease_until = 0
  shelf.decideAt(row, null)
  switch (decision.outcome) {
    case 'send':
      send(shelf, row, decision)
      break
    case 'defer':
      setState(row, 'deferred')
      shelf.decideAt(row, decision.until)
      if (decision.because === 'looking') row.looked += 1
      row.count = decision.count
      if (decision.content !== null) {
        row.content = kept(decision.content)
        row.listed = true
      }
      break
    case 'drop':
      setState(row, decision.state)
      break
  }
  if (row.is_called_again && decision.outcome !== 'defer') shelf.decideAt(row, now)
  row.is_called_again = false
  return notificationOf(row)
}

function send(
  shelf: Shelf,
  row: NotificationRow,
  decision: Extract<Decision, { outcome: 'send' }>,
): void {
  const now = shelf.clock()
  row.content = kept(decision.content)
  row.count = decision.count
  row.listed = true
  for (const old of showsOf(row)) if (old.lease_until <= now) shelf.outgoing.drop(old)
  const devices = shelf.devices
    .of(row.user_id)
    .filter(({ key_hash, state }) => key_hash === decision.key_hash && state === 'active')
  for (const device of devices) {
    const { urgency } = decision
    const { expires_at } = row
    shelf.deliver({ purpose: 'show', notification: row, device, urgency, expires_at })
  }
  addStep(row, { step: 'send', outcome: 'queued', detail: `${devices.length} devices` }, now)
  setState(row, devices.length === 0 ? 'suppressed' : 'pending')
}
