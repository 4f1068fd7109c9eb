import type { Role } from '@otsy/protocol'
import type { KeyObject, webcrypto } from 'node:crypto'
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { OtsyError } from '../../core/errors'
import type { Authenticator } from '../../core/identity/authenticator'
import { isTokenId } from '../../core/identity/token-id'
import type { Viewer } from '../../core/identity/viewer'

/** Shorter secrets can be guessed offline from one token (RFC 7518, 3.2: as long as the hash). */
const SECRET_BYTES = 32
const ROLES: readonly string[] = ['user', 'shopper', 'admin'] satisfies readonly Role[]
const MOST_ID_LENGTH = 128
/** The last moment the wire can name. */
const LAST_MOMENT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/*
 * Of jose there is nothing in these types: it is an ES module alone, whose types a CommonJS host could
 * not read.
 */
export type JwtKey = webcrypto.CryptoKey | KeyObject

/** Finds the key of a token. Neither its header nor the token is verified yet. */
export type FindJwtKey = (
  header: { readonly alg?: string; readonly kid?: string },
  token: {
    readonly payload: string | Uint8Array
    readonly protected?: string
    readonly signature: string
  },
) => JwtKey | Uint8Array | Promise<JwtKey | Uint8Array>

export type JwtAuthOptions = {
  /** Checked when given. */
  readonly issuer?: string
  readonly audience?: string
  /** Seconds a clock may be off; default 5. */
  readonly clockToleranceSeconds?: number
} & (
  | {
      /** Shared secret for HS256, at least 32 bytes. */
      readonly secret: string | Uint8Array
    }
  | {
      /** Public key, or jose's `createRemoteJWKSet(url)`; never taken from a token's own header. */
      readonly key: JwtKey | FindJwtKey
      /** The only algorithms accepted, such as `['RS256']`. */
      readonly algorithms: readonly string[]
    }
)

/**
 * Reads JWTs: `sub`, `role` and `exp` are required; `jti`, `iat`, `name`, `locale` are used where
 * present; a `jti` that is no text of 1 to 512 characters is refused, since it could not be revoked. Throws a plain `Error` at once for a secret that is too short. Keys that cannot be fetched
 * answer `storage_unavailable`: that passes, and nobody is signed out by it.
 */
export function jwtAuth(options: JwtAuthOptions): Authenticator {
  const verification = {
    algorithms: 'secret' in options ? ['HS256'] : [...options.algorithms],
    clockTolerance: options.clockToleranceSeconds ?? 5,
    requiredClaims: ['sub', 'exp'],
    ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
    ...(options.audience === undefined ? {} : { audience: options.audience }),
  }
  const key: JWTVerifyGetKey =
    'secret' in options ? sharedSecret(options.secret) : givenKey(options.key)
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, verification)
      return viewerOf(payload)
    } catch (cause) {
      if (cause instanceof OtsyError) throw cause
      if (cause instanceof errors.JWTExpired) throw new OtsyError('token_expired', { cause })
      throw new OtsyError('unauthenticated', { cause })
    }
  }
}

function sharedSecret(secret: string | Uint8Array): JWTVerifyGetKey {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  if (bytes.length < SECRET_BYTES) {
    throw new Error(
      `The JWT secret has ${bytes.length} bytes; HS256 needs at least ${SECRET_BYTES}. Make one with: openssl rand -base64 48`,
    )
  }
  return () => bytes
}

function givenKey(key: JwtKey | FindJwtKey): JWTVerifyGetKey {
  if (typeof key !== 'function') return () => key
  return async (header, token) => {
    try {
      return await key(header, token)
    } catch (cause) {
      if (OF_THE_TOKEN.some((fault) => cause instanceof fault)) throw cause
      const message = 'The keys that tokens are checked with cannot be had for now.'
      throw new OtsyError('storage_unavailable', { message, cause })
    }
  }
}

/** Why there is no key for a token, and none would be later. */
const OF_THE_TOKEN = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
]

function viewerOf(payload: JWTPayload): Viewer {
  const { sub, exp, iat, jti, role, name, locale } = payload
  if (typeof sub !== 'string' || sub === '' || sub.length > MOST_ID_LENGTH || exp === undefined) {
    throw new OtsyError('unauthenticated', { message: 'The token names no one.' })
  }
  if (typeof role !== 'string' || !isRole(role)) {
    throw new OtsyError('unauthenticated', { message: 'The token has no role this server knows.' })
  }
  if (jti !== undefined && !isTokenId(jti)) {
    // Better refused than let in for good: nothing else names the one token.
    throw new OtsyError('unauthenticated', { message: 'The jti of the token must be a text.' })
  }
  return {
    userId: sub,
    role,
    expiresAt: Math.min(exp * 1_000, LAST_MOMENT_MS),
    ...(iat === undefined ? {} : { issuedAt: iat * 1_000 }),
    ...(jti === undefined ? {} : { tokenId: jti }),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof locale === 'string' ? { locale } : {}),
  }
}

function isRole(role: string): role is Role {
  return ROLES.includes(role)
}
