import type { Preferences } from '@otsy/protocol'

/** Whether quiet hours hold at a moment, in milliseconds since the epoch. `to` is no longer quiet. */
export function isQuiet(
  { from, to, time_zone }: NonNullable<Preferences['quiet_hours']>,
  now: number,
): boolean {
  const at = clockIn(time_zone, now)
  return from <= to ? at >= from && at < to : at >= from || at < to
}

/** As `HH:MM`, which sorts as time does. */
function clockIn(timeZone: string, now: number): string {
  const clock = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat('en-GB', clock).format(now)
}
