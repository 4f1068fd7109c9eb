import type { Viewer } from './viewer'

/**
 * Turns a bearer token into the person it stands for. Throws `OtsyError` `unauthenticated` or
 * `token_expired` for a token that is worth nothing, `storage_unavailable` (or any fault) when it
 * cannot tell.
 */
export type Authenticator = (token: string) => Viewer | Promise<Viewer>
