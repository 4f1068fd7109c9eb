import type { NotificationKind } from '@otsy/client-sdk'

/** Most people one broadcast may name, by the contract. */
export const MOST_NAMED = 10_000

/** Kinds that make sense for many at once, with the icon each is shown with. */
export const broadcastKinds = {
  promotional: '/icons/offer.png',
  system_alert: '/icons/alert.png',
  order_update: '/icons/order-update.png',
} as const satisfies Partial<Record<NotificationKind, string>>

export type BroadcastKind = keyof typeof broadcastKinds

/** What an operator has written so far. */
export interface Draft {
  readonly to: 'all' | 'named'
  /** As typed. */
  readonly people: string
  readonly kind: BroadcastKind
  readonly title: string
  readonly body: string
  readonly url: string
}

export const emptyDraft: Draft = {
  to: 'all',
  people: '',
  kind: 'promotional',
  title: '',
  body: '',
  url: '',
}

export type DraftFault = 'missing' | 'missingPeople' | 'tooMany' | 'linkInvalid'

/** The people a text names, each once. */
export function namedIn(people: string): readonly string[] {
  return [...new Set(people.split(/[\s,、]+/).filter((id) => id !== ''))]
}

/** Everything that keeps a draft from being sent. */
export function faultsOf({ to, people, title, url }: Draft): readonly DraftFault[] {
  const named = to === 'named' ? namedIn(people).length : 1
  return [
    ...(named === 0 ? (['missingPeople'] as const) : []),
    ...(named > MOST_NAMED ? (['tooMany'] as const) : []),
    ...(title.trim() === '' ? (['missing'] as const) : []),
    ...(url.trim() !== '' && !/^\/(?![/\\])[^\s\\]*$/.test(url.trim())
      ? (['linkInvalid'] as const)
      : []),
  ]
}

/** As many ids as asked for, of people that nobody knows. */
export function crowd(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `crowd-${String(index + 1).padStart(5, '0')}`)
}
