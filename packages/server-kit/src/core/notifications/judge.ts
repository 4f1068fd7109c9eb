import { kindRules } from './kinds'
import { DEFAULT_PREFERENCES, type Decision, type Step, type Undecided } from './model'
import { quietUntil } from './quiet-hours'

/** Looking at the chat puts a push off once, for this long: a half-open phone is no reader. */
const LOOKING_MS = 30_000
/** Messages that come this soon after a push join the next one. */
const BURST_MS = 5_000

export type Verdict = { readonly steps: readonly Step[] } & (
  | { readonly outcome: 'send' }
  | Pick<Extract<Decision, { outcome: 'defer' }>, 'outcome' | 'until' | 'because'>
  | Pick<Extract<Decision, { outcome: 'drop' }>, 'outcome' | 'state'>
)

type Check = (given: Undecided, isLooking: boolean) => { step: Step; end?: End } | null
type End =
  | Omit<Extract<Verdict, { outcome: 'defer' }>, 'steps'>
  | Omit<Extract<Verdict, { outcome: 'drop' }>, 'steps'>

/**
 * Whether a notification goes out now. Pure. Each check leaves a step that says what it saw; the first
 * that does not let it pass ends the matter.
 */
export function judge(given: Undecided, isLooking: boolean): Verdict {
  const steps: Step[] = []
  for (const check of checks) {
    const found = check(given, isLooking)
    if (found === null) continue
    steps.push(found.step)
    if (found.end !== undefined) return { ...found.end, steps }
  }
  return { outcome: 'send', steps }
}

const drop = (state: 'suppressed' | 'cancelled' | 'expired'): End => ({ outcome: 'drop', state })
const passed = (step: Step['step'], detail: string) => ({
  step: { step, outcome: 'passed', detail },
})
const stopped = (step: Step['step'], detail: string, end: End) => ({
  step: { step, outcome: end.outcome === 'defer' ? 'deferred' : 'stopped', detail },
  end,
})

const checks: readonly Check[] = [
  ({ chat }) =>
    chat === null || chat.is_member
      ? null
      : stopped('membership', 'no member of the chat any more', drop('cancelled')),

  ({ chat }) => {
    if (chat === null) return null
    if (chat.message === null) {
      return stopped('read', 'everything it told of was read or deleted', drop('suppressed'))
    }
    return passed('read', `${chat.count} not read yet`)
  },

  ({ expires_at, now }) =>
    expires_at > now ? null : stopped('expired', 'too old to be worth showing', drop('expired')),

  ({ kind, preferences }) => {
    const { preference } = kindRules[kind]
    const isOn = (preferences ?? DEFAULT_PREFERENCES)[preference]
    return isOn
      ? passed('preference', `${preference} is on`)
      : stopped('preference', `${preference} is off`, drop('suppressed'))
  },

  ({ chat, now }) => {
    const until = chat?.muted_until
    if (until === null || until === undefined || Date.parse(until) <= now) return null
    return stopped('muted', `the chat is muted until ${until}`, drop('suppressed'))
  },

  ({ kind, preferences, now }) => {
    const hours = preferences?.quiet_hours
    if (hours === null || hours === undefined) return null
    const until = quietUntil(hours, now)
    if (until === null) return passed('quiet_hours', `not between ${hours.from} and ${hours.to}`)
    if (kindRules[kind].passesQuietHours) return passed('quiet_hours', 'this kind passes them')
    const end: End = { outcome: 'defer', until, because: 'quiet_hours' }
    return stopped('quiet_hours', `until ${hours.to} ${hours.time_zone}`, end)
  },

  ({ chat, looked, now }, isLooking) => {
    if (chat === null) return null
    if (!isLooking) return passed('looking', 'not looking at the chat on any device')
    if (looked > 0) return passed('looking', 'looked at the chat, but did not read it')
    const end: End = { outcome: 'defer', until: now + LOOKING_MS, because: 'looking' }
    return stopped('looking', 'is looking at the chat; asked again in 30 s', end)
  },

  ({ last_sent_at, now }) => {
    if (last_sent_at === null || last_sent_at + BURST_MS <= now) return null
    const end: End = { outcome: 'defer', until: last_sent_at + BURST_MS, because: 'burst' }
    return stopped('burst', 'one went out a moment ago; joins the next', end)
  },
]
