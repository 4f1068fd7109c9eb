/** Characters; databases index no more. */
const MOST = 512

/** Whether a token with this `jti` could be revoked: a text that every database can hold and find. */
export function isTokenId(given: unknown): given is string {
  if (typeof given !== 'string' || given === '' || given.length > MOST) return false
  return !given.includes('\0') && given.isWellFormed()
}
