import { createECDH } from 'node:crypto'
import { isIP } from 'node:net'

/** base64url: the public key has 65 bytes, the private one 32. */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** Who sends, as push services want to know it (RFC 8292). */
export interface Vapid extends VapidKeys {
  /** Where push services can write to: `mailto:support@example.com` or an `https:` address. */
  readonly subject: string
}

/** One thing that would make push services refuse every message. */
export interface VapidFault {
  readonly field: keyof Vapid
  readonly why: string
  readonly mend: string
}

const CURVE = 'prime256v1'
const MAKE = 'Make a pair with: npx otsy vapid'

/** A new pair. */
export function makeVapidKeys(): VapidKeys {
  const curve = createECDH(CURVE)
  const publicKey = curve.generateKeys('base64url')
  // A private key that begins with zero bytes comes out short.
  const privateKey = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()]).subarray(-32)
  return { publicKey, privateKey: privateKey.toString('base64url') }
}

/** Everything that is wrong with a pair and its subject; nothing when it can be used. */
export function vapidFaults({ publicKey, privateKey, subject }: Vapid): VapidFault[] {
  return [...keyFaults(publicKey, privateKey), ...subjectFaults(subject)]
}

/** base64url as the wire wants it: some tools pad it. */
export function unpadded(base64url: string): string {
  return base64url.replace(/=+$/, '')
}

/** The bytes of a base64url; null for what is none or is not of that length. */
export function bytesOf(base64url: string, length: number): Buffer | null {
  if (!/^[\w-]+={0,2}$/.test(base64url)) return null
  const bytes = Buffer.from(base64url, 'base64url')
  return bytes.length === length ? bytes : null
}

function keyFaults(publicKey: string, privateKey: string): VapidFault[] {
  const secret = bytesOf(privateKey, 32)
  if (secret === null) {
    const why = 'is not a key: it must be 32 bytes in base64url.'
    return [{ field: 'privateKey', why, mend: MAKE }]
  }
  if (bytesOf(publicKey, 65) === null) {
    const why = 'is not a key: it must be 65 bytes in base64url.'
    return [{ field: 'publicKey', why, mend: MAKE }]
  }
  const curve = createECDH(CURVE)
  try {
    curve.setPrivateKey(secret)
  } catch {
    return [{ field: 'privateKey', why: 'is not a key of the curve P-256.', mend: MAKE }]
  }
  if (curve.getPublicKey('base64url') === unpadded(publicKey)) return []
  const why = 'does not belong to the private key: push services would refuse every message.'
  return [{ field: 'publicKey', why, mend: `Set the two that were made together. ${MAKE}` }]
}

function subjectFaults(subject: string): VapidFault[] {
  const field = 'subject'
  const mend = 'Set an address push services can write to, such as mailto:support@example.com'
  const host = hostOf(subject)
  if (host === null) {
    return [{ field, why: 'is neither a mailto: nor an https: address.', mend }]
  }
  if (/(?:^|\.)(?:localhost|local)$/.test(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0) {
    const why = "names a machine nobody can write to; Apple's push service refuses that with 403."
    return [{ field, why, mend }]
  }
  return []
}

/** Lower-case; null when it is no address of either kind. */
function hostOf(subject: string): string | null {
  if (!URL.canParse(subject)) return null
  const { protocol, hostname, pathname } = new URL(subject)
  if (protocol === 'https:') return hostname
  if (protocol !== 'mailto:') return null
  return /^[^@\s]+@([^@\s]+)$/.exec(pathname)?.[1]?.toLowerCase() ?? null
}
