import { ECDH } from 'node:crypto'
import { bytesOf } from './vapid'

/** Whether it is a point of P-256 in 65 bytes, as browsers give it: with any other a secret would leak. */
export function isPublicKey(p256dh: string): boolean {
  const bytes = bytesOf(p256dh, 65)
  if (bytes?.[0] !== 4) return false
  try {
    ECDH.convertKey(bytes, 'prime256v1', undefined, undefined, 'uncompressed')
    return true
  } catch {
    return false
  }
}

export function isAuthSecret(auth: string): boolean {
  return bytesOf(auth, 16) !== null
}
