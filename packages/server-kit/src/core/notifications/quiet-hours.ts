import type { Preferences } from '@otsy/protocol'

export type QuietHours = NonNullable<Preferences['quiet_hours']>

const MINUTE = 60_000
const DAY_MINUTES = 24 * 60

/** Whether this runtime knows the IANA zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/**
 * When the quiet hours that hold at `now` end, in milliseconds since the epoch; null when none hold.
 * `from` belongs to them, `to` does not; the same time twice is no quiet hour at all. The end is counted
 * from the minutes left on the clock of the zone: on a night when the clock changes it may be an hour
 * early or late, and what it held back is judged again then.
 */
export function quietUntil(hours: QuietHours, now: number): number | null {
  const from = minutesOf(hours.from)
  const to = minutesOf(hours.to)
  const at = minuteOfDay(now, hours.time_zone)
  const isQuiet = from <= to ? at >= from && at < to : at >= from || at < to
  if (!isQuiet) return null
  const left = (to - at + DAY_MINUTES) % DAY_MINUTES
  return now - (now % MINUTE) + left * MINUTE
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function minuteOfDay(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return minutesOf(format.format(now))
}
