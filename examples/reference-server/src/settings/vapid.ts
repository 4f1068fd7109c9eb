import { vapidFaults, type Vapid } from '@otsy/server-kit/web-push'
import type { Fault } from './fault'

const names = {
  publicKey: 'VAPID_PUBLIC_KEY',
  privateKey: 'VAPID_PRIVATE_KEY',
  subject: 'VAPID_SUBJECT',
} as const

const MEND: Readonly<Record<keyof Vapid, string>> = {
  publicKey: 'Make a pair with: npx otsy vapid',
  privateKey: 'Make a pair with: npx otsy vapid',
  subject: 'Set an address push services can write to, such as mailto:support@example.com',
}

/** The pair and its subject; undefined when none of the three is set. Adds to `faults`. */
export function readVapid(
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
): Vapid | undefined {
  const { PUSH: push = '' } = env
  if (push === 'off') return undefined
  if (push !== '') {
    const mend = 'Set off to send none, or unset it and set the VAPID keys.'
    faults.push({ setting: 'PUSH', why: 'is not a choice.', mend })
  }
  const vapid = {
    publicKey: env.VAPID_PUBLIC_KEY ?? '',
    privateKey: env.VAPID_PRIVATE_KEY ?? '',
    subject: env.VAPID_SUBJECT ?? '',
  }
  const missing = fields.filter((field) => vapid[field] === '')
  if (missing.length === fields.length && env.NODE_ENV !== 'production') return undefined
  const why =
    missing.length === fields.length
      ? 'is missing: without it nobody whose page is closed is told anything.'
      : 'is missing while the other VAPID settings are set.'
  for (const field of missing) {
    faults.push({
      setting: names[field],
      why,
      mend: `${MEND[field]}, or set PUSH=off to send none.`,
    })
  }
  if (missing.length > 0) return undefined
  for (const { field, ...fault } of vapidFaults(vapid)) {
    faults.push({ setting: names[field], ...fault })
  }
  return vapid
}

const fields = ['publicKey', 'privateKey', 'subject'] as const
