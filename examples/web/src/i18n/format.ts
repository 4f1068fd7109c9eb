import type { Language } from './language'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Times, numbers and money in one language. Times are ISO 8601, shown in the zone given. */
export interface Format {
  time(at: string): string
  /** With seconds, where what happened when matters. */
  exactTime(at: string): string
  /** `Today`, `Yesterday`, else the date; with the year when it is not this one. */
  day(at: string, now: number): string
  /** The time when it is today, else a short date. */
  timeOrDay(at: string, now: number): string
  /** `5 minutes ago`; `now` under a minute. */
  ago(at: string, now: number): string
  number(value: number): string
  /** The amount as told, when the currency is none `Intl` knows. */
  money(amount: number, currency: string): string
  list(names: readonly string[]): string
}

/** `timeZone` is for tests; the reader's own otherwise. */
export function createFormat(language: Language, timeZone?: string): Format {
  const zone = timeZone === undefined ? {} : { timeZone }
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', ...zone })
  const exact = new Intl.DateTimeFormat(language, {
    ...{ hour: 'numeric', minute: '2-digit', second: '2-digit' },
    ...zone,
  })
  const day = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    month: 'long',
    day: 'numeric',
    ...zone,
  })
  const dayOfYear = new Intl.DateTimeFormat(language, { dateStyle: 'long', ...zone })
  const shortDay = new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric', ...zone })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const number = new Intl.NumberFormat(language)
  const list = new Intl.ListFormat(language)
  const daysApart = (at: Date, now: number) =>
    Math.round((dayNumber(new Date(now), timeZone) - dayNumber(at, timeZone)) / DAY)

  return {
    time: (at) => time.format(new Date(at)),
    exactTime: (at) => exact.format(new Date(at)),
    day(at, now) {
      const date = new Date(at)
      const apart = daysApart(date, now)
      if (apart === 0 || apart === 1) return capital(relative.format(-apart, 'day'))
      const sameYear = yearOf(date, timeZone) === yearOf(new Date(now), timeZone)
      return (sameYear ? day : dayOfYear).format(date)
    },
    timeOrDay(at, now) {
      const date = new Date(at)
      return (daysApart(date, now) === 0 ? time : shortDay).format(date)
    },
    ago(at, now) {
      const past = Math.max(0, now - new Date(at).getTime())
      if (past < MINUTE) return relative.format(0, 'second')
      if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
      if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour')
      return relative.format(-Math.floor(past / DAY), 'day')
    },
    number: (value) => number.format(value),
    money(amount, currency) {
      try {
        return new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount)
      } catch {
        return `${number.format(amount)} ${currency}`
      }
    },
    list: (names) => list.format(names),
  }
}

/** Midnight of the local day, counted as if it were UTC, so that days can be subtracted. */
export function dayNumber(date: Date, timeZone?: string): number {
  if (timeZone === undefined) {
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  }
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(date)
  return Date.parse(`${parts}T00:00:00Z`)
}

function yearOf(date: Date, timeZone?: string): number {
  return new Date(dayNumber(date, timeZone)).getUTCFullYear()
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}
