import { SignJWT, type JWTPayload } from 'jose'

export const SECRET = 'a secret of the tests, long enough for HS256'

/** A signed token; `exp` in an hour unless the claims say otherwise. */
export async function signToken(
  claims: JWTPayload,
  secret: string | Uint8Array = SECRET,
): Promise<string> {
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  const now = Math.floor(Date.now() / 1_000)
  return await new SignJWT({ iat: now, exp: now + 3_600, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(key)
}

/** The tokens of the people in most tests. */
export const tokenOf = (userId: string, role = 'user'): Promise<string> =>
  signToken({ sub: userId, role })
