import type { ExplainStep, Notification, NotificationKind } from '@otsy/protocol'
import type {
  NewBroadcast,
  NotificationContent,
  Step,
  SubscriptionRecord,
  Urgency,
} from '../../../core/notifications/model'
import { iso } from '../../../core/time'
import { frozenCopy } from '../frozen-copy'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type State = Notification['state']

/** Enough to explain a notification by; older ones go. */
const STEPS_KEPT = 50

/** One notification of one person, and where it stands on its way. */
export interface NotificationRow {
  readonly id: string
  readonly user_id: string
  readonly kind: NotificationKind
  readonly tag: string | null
  readonly dedupe_key: string | null
  /** Of what tells of a chat. */
  readonly chat_id: string | null
  readonly broadcast: BroadcastRow | null
  /** Of what tells of a chat: when it was last called up. */
  created_at: number
  /** As last written; null before the first time for what tells of a chat. */
  content: NotificationContent | null
  count: number
  state: State
  /** Whether the person sees it in their history. */
  listed: boolean
  /** The newest message it tells of. */
  told_seq: number
  read_at: number | null
  sent_at: number | null
  expires_at: number
  /** When it is to be decided on; null: not now. */
  due_at: number | null
  lease_until: number
  claim: number
  /** Called up while a worker had it: what the worker decides is already old. */
  is_called_again: boolean
  looked: number
  steps: ExplainStep[]
  readonly deliveries: Set<DeliveryRow>
}

/** One push to one device. */
export interface DeliveryRow {
  readonly id: string
  readonly purpose: 'show' | 'close'
  readonly notification: NotificationRow
  readonly device: DeviceRow
  readonly urgency: Urgency
  readonly expires_at: number
  /** In whose queue it stands. */
  service: string
  due_at: number
  lease_until: number
  claim: number
  /** Handed out with the last claim. */
  close_tags: readonly string[]
}

export interface DeviceRow extends Writable<SubscriptionRecord> {
  /** Place of its last use among all. */
  used: number
  /** Pushes that show nothing it still forgives. */
  silent_left: number
  /** Tags it may show now. */
  readonly shown: Set<string>
  /** Of these, the ones read meanwhile. */
  readonly to_close: Set<string>
  readonly deliveries: Set<DeliveryRow>
}

export interface BroadcastRow {
  readonly input: NewBroadcast
  readonly people: readonly string[]
  readonly created_at: number
  readonly rows: NotificationRow[]
  readonly counts: Map<State, number>
  is_cancelled: boolean
}

export function setState(row: NotificationRow, state: State): void {
  if (row.broadcast !== null) {
    const { counts } = row.broadcast
    counts.set(row.state, (counts.get(row.state) ?? 0) - 1)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  row.state = state
}

export function addStep(row: NotificationRow, step: Step, now: number): void {
  row.steps.push(Object.freeze({ at: iso(now), ...step }))
  if (row.steps.length > STEPS_KEPT) row.steps = row.steps.slice(-STEPS_KEPT)
}

/** Content as it is kept: nobody can write to it. */
export function kept(content: NotificationContent): NotificationContent {
  return Object.isFrozen(content) ? content : frozenCopy(content)
}
