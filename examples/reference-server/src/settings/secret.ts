import type { Fault } from './fault'

/** HS256 needs a secret as long as its hash (RFC 7518, 3.2). */
const LEAST_BYTES = 32
/** A random one of hexadecimal digits has about 16. */
const LEAST_CHARACTERS = 8

/** The secret that tokens are checked with. */
export function readSecret(
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
): string {
  const secret = env.JWT_SECRET ?? ''
  const why = faultOf(secret)
  const mend = 'Make one with: openssl rand -base64 48'
  if (why !== null) faults.push({ setting: 'JWT_SECRET', why, mend })
  return secret
}

function faultOf(secret: string): string | null {
  if (secret === '') return 'is missing: with it the server checks the tokens people connect with.'
  const bytes = Buffer.byteLength(secret)
  if (bytes < LEAST_BYTES) return `has ${bytes} bytes; fewer than ${LEAST_BYTES} can be guessed.`
  const { size } = new Set(secret)
  if (size < LEAST_CHARACTERS) {
    return `has ${size} different characters; fewer than ${LEAST_CHARACTERS} can be guessed.`
  }
  return isRepetition(secret) ? 'repeats one piece over and over, which can be guessed.' : null
}

/** Whether it is one piece at least twice, the last time perhaps cut off. */
function isRepetition(text: string): boolean {
  for (let length = 1; length * 2 <= text.length; length++) {
    if (text.slice(length) === text.slice(0, -length)) return true
  }
  return false
}
