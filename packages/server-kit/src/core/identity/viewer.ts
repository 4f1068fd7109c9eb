import type { Role } from '@otsy/protocol'

/** Who is asking, as the authenticator found out from the token. */
export interface Viewer {
  readonly userId: string
  readonly role: Role
  /** Milliseconds since the epoch after which the token is worth nothing. */
  readonly expiresAt: number
  /** Milliseconds since the epoch; tokens from before a user's revocation are refused. */
  readonly issuedAt?: number
  /** The token's `jti`: by it one token can be revoked. */
  readonly tokenId?: string
  readonly name?: string
  readonly locale?: string
}
