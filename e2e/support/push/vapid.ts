import { createPublicKey, verify } from 'node:crypto'

/** Checks an `Authorization: vapid t=…, k=…` as a push service does (RFC 8292); null: it is good. */
export function vapidFault(header: string | undefined, origin: string): string | null {
  const [, token = '', key = ''] = /^vapid t=([^,\s]+),\s*k=(\S+)$/i.exec(header ?? '') ?? []
  const [head, body, signature] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  if (!head || !body || !signature || point.length !== 65) return 'no VAPID'
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  if (!signed) return 'a signature of another key'
  const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString())
  if (typeof claims !== 'object' || claims === null) return 'no claims'
  if (!('aud' in claims) || claims.aud !== origin) return 'another audience'
  const now = Date.now() / 1000
  const ends = 'exp' in claims && typeof claims.exp === 'number' ? claims.exp : 0
  return ends > now && ends <= now + 86_400 ? null : 'an expiry out of bounds'
}
