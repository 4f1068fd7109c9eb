import { createECDH } from 'node:crypto'
import type { Fault } from './fault'

export interface VapidSettings {
  readonly publicKey: string
  readonly privateKey: string
  readonly subject: string
}

const MAKE = 'Make a pair with: npx web-push generate-vapid-keys'

/** The pair and its subject; undefined when none of the three is set. Adds to `faults`. */
export function readVapid(
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
): VapidSettings | undefined {
  const names = ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'] as const
  const [publicKey, privateKey, subject] = names.map((name) => env[name] ?? '')
  const missing = names.filter((name) => (env[name] ?? '') === '')
  if (missing.length === names.length) return undefined
  for (const setting of missing) {
    faults.push({ setting, why: 'is missing while the other VAPID settings are set.', mend: MAKE })
  }
  if (missing.length > 0 || !publicKey || !privateKey || !subject) return undefined
  faults.push(...keyFaults(publicKey, privateKey), ...subjectFaults(subject))
  return { publicKey, privateKey, subject }
}

function keyFaults(publicKey: string, privateKey: string): Fault[] {
  const secret = Buffer.from(privateKey, 'base64url')
  if (secret.length !== 32) {
    const why = 'is not a key: it must be 32 bytes in base64url.'
    return [{ setting: 'VAPID_PRIVATE_KEY', why, mend: MAKE }]
  }
  const curve = createECDH('prime256v1')
  try {
    curve.setPrivateKey(secret)
  } catch {
    const why = 'is not a key of the curve P-256.'
    return [{ setting: 'VAPID_PRIVATE_KEY', why, mend: MAKE }]
  }
  if (curve.getPublicKey('base64url') === publicKey.replace(/=+$/, '')) return []
  const why = 'does not belong to VAPID_PRIVATE_KEY: push services would refuse every message.'
  return [
    { setting: 'VAPID_PUBLIC_KEY', why, mend: `Set the two that were made together. ${MAKE}` },
  ]
}

function subjectFaults(subject: string): Fault[] {
  const setting = 'VAPID_SUBJECT'
  const mend = 'Set an address push services can write to, such as mailto:support@example.com'
  let url: URL
  try {
    url = new URL(subject)
  } catch {
    return [{ setting, why: 'is neither a mailto: nor an https: address.', mend }]
  }
  if (url.protocol !== 'mailto:' && url.protocol !== 'https:') {
    return [{ setting, why: 'is neither a mailto: nor an https: address.', mend }]
  }
  const host = url.protocol === 'https:' ? url.hostname : (url.pathname.split('@')[1] ?? '')
  if (host === '' || host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1') {
    return [
      { setting, why: "names this machine; Apple's push service refuses that with 403.", mend },
    ]
  }
  return []
}
