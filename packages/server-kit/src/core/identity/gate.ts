import { LIMITS, type Role } from '@otsy/protocol'
import type { AwaitHost } from '../await-host'
import { OtsyError } from '../errors'
import type { Authenticator } from './authenticator'
import type { Directory } from './directory'
import type { Revocations } from './revocations'
import type { Viewer } from './viewer'

export interface GateOptions {
  readonly authenticate: Authenticator
  readonly revocations: Revocations
  readonly directory: Directory
  readonly awaitHost: AwaitHost
}

/** Every door's check of a token: who it is, whether it still counts, what name it carries. */
export class Gate {
  readonly #options: GateOptions

  constructor(options: GateOptions) {
    this.#options = options
  }

  /**
   * Rejects with `unauthenticated`, `token_expired` or `token_revoked`; with `overloaded` where `auth`
   * takes too long, with a fault where it fails or answers nonsense.
   */
  async admit(token: unknown): Promise<Viewer> {
    if (typeof token !== 'string' || token === '') throw new OtsyError('unauthenticated')
    const { authenticate, awaitHost } = this.#options
    const viewer = await awaitHost('auth', () => authenticate(token))
    if (!isId(viewer.userId)) {
      throw new OtsyError('unauthenticated', { message: 'The token names no one.' })
    }
    if (!isRole(viewer.role) || !isMoment(viewer.expiresAt)) {
      throw new Error(
        'auth answered a viewer that cannot be: role must be user, shopper or admin, and expiresAt ' +
          'milliseconds since the epoch.',
      )
    }
    if (viewer.expiresAt <= Date.now()) throw new OtsyError('token_expired')
    await this.#options.revocations.check(viewer)
    const { name, locale } = viewer
    if (name !== undefined || locale !== undefined) {
      this.#options.directory.remember(viewer.userId, {
        ...(name === undefined ? {} : { name }),
        ...(locale === undefined ? {} : { locale }),
      })
    }
    return viewer
  }

  /** Calls back whenever tokens were revoked. Returns how to stop. */
  onRevoked(listener: () => void): () => void {
    return this.#options.revocations.onNews(listener)
  }

  isRevoked(viewer: Viewer): boolean {
    return this.#options.revocations.isRevoked(viewer)
  }
}

const ROLES: readonly string[] = ['user', 'shopper', 'admin'] satisfies readonly Role[]

/** A host without types may answer anything. */
function isRole(role: unknown): boolean {
  return typeof role === 'string' && ROLES.includes(role)
}

/** What `Date` can name: every connection has a timer for it, and tells its client of it. */
function isMoment(ms: unknown): boolean {
  return typeof ms === 'number' && !Number.isNaN(new Date(ms).getTime())
}

/** As the wire takes ids. What no database can keep would make others' writes fail beside it. */
function isId(id: string): boolean {
  if (id === '' || id.length > LIMITS.hostIdLength) return false
  return !id.includes('\0') && id.isWellFormed()
}
