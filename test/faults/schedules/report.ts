import type { HistoryEvent, Violation } from '@otsy/server-kit/testing'
import type { Schedule, Step } from './schedule'

/** A broken promise for people: what, how to see it again, and the least that shows it. */
export function reportOf(schedule: Schedule, violation: Violation): string {
  const { seed, nodes, devices, chats, steps } = schedule
  let at = 500
  const lines = steps.map((step) => {
    at += step.after
    return `  ${String(at).padStart(7)} ms  ${describe(step)}`
  })
  const owners = devices.map((person, device) => `${device} is person ${person}’s`).join(', ')
  const members = chats.map((all, chat) => `${chat} of people ${all.join(', ')}`).join('; ')
  return [
    `${violation.promise} is broken: ${violation.what}`,
    `Seed ${seed}; again: npm run test:faults -- --seed ${seed}`,
    `${nodes} nodes; devices: ${owners}; chats: ${members}; network: ${JSON.stringify(schedule.faults)}`,
    steps.length === 0 ? 'No step is needed.' : 'Steps that show it:',
    ...lines,
    ...(violation.trace.length > 0 ? ['History that shows it:'] : []),
    ...violation.trace.map((event) => `  ${eventLine(event)}`),
  ].join('\n')
}

function describe({ after: _after, do: verb, ...rest }: Step): string {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return [verb, ...details].join(', ')
}

function eventLine(event: HistoryEvent): string {
  const { type, at, ...rest } = event
  return `${String(at).padStart(7)} ms  ${type} ${JSON.stringify(rest)}`
}
