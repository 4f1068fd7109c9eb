import type { MessageRow } from '@otsy/client-sdk'

/** Where a bubble stands among those of the same person in the same minute. */
export type Place = 'only' | 'first' | 'middle' | 'last'

/** One line of the log as it is drawn. Keys stay the same for as long as the line is shown. */
export type TimelineItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | {
      readonly kind: 'bubble'
      readonly key: string
      readonly row: MessageRow
      readonly place: Place
    }
  | { readonly kind: 'system'; readonly key: string; readonly row: MessageRow }
  | { readonly kind: 'update'; readonly key: string; readonly row: MessageRow }
  | { readonly kind: 'receipt'; readonly key: string; readonly row: MessageRow }

/** Puts a separator before each day and groups bubbles by sender and minute. */
export function timelineOf(rows: readonly MessageRow[]): TimelineItem[] {
  const items: TimelineItem[] = []
  let day = ''
  rows.forEach((row, index) => {
    const today = dayOf(row.message.created_at)
    if (today !== day) items.push({ kind: 'day', key: `day:${today}`, at: row.message.created_at })
    day = today
    items.push(itemOf(row, rows[index - 1], rows[index + 1]))
  })
  return withUniqueDays(items)
}

function itemOf(
  row: MessageRow,
  before: MessageRow | undefined,
  after: MessageRow | undefined,
): TimelineItem {
  const { key } = row
  const kind = kindOf(row)
  if (kind !== 'bubble') return { kind, key, row }
  const joined = before !== undefined && together(before, row)
  const goesOn = after !== undefined && together(row, after)
  const place = joined ? (goesOn ? 'middle' : 'last') : goesOn ? 'first' : 'only'
  return { kind, key, row, place }
}

function kindOf({ message }: MessageRow): Exclude<TimelineItem['kind'], 'day'> {
  if (message.type === 'system') return 'system'
  if (message.deleted_at !== undefined) return 'bubble'
  if (message.type === 'order_update') return 'update'
  if (message.type === 'receipt_shared') return 'receipt'
  return 'bubble'
}

function together(one: MessageRow, next: MessageRow): boolean {
  return (
    kindOf(one) === 'bubble' &&
    kindOf(next) === 'bubble' &&
    one.mine === next.mine &&
    one.message.sender_id === next.message.sender_id &&
    minuteOf(one.message.created_at) === minuteOf(next.message.created_at)
  )
}

/** Messages stand by number, so a clock that went backwards can bring a day back. */
function withUniqueDays(items: TimelineItem[]): TimelineItem[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    if (item.kind !== 'day') return item
    const times = seen.get(item.key) ?? 0
    seen.set(item.key, times + 1)
    return times === 0 ? item : { ...item, key: `${item.key}:${times}` }
  })
}

function minuteOf(at: string): number {
  return Math.floor(Date.parse(at) / 60_000)
}

function dayOf(at: string): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}
