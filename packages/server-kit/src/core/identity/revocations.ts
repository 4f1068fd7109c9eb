import { id } from '@otsy/protocol/schemas'
import { invalidInput, OtsyError } from '../errors'
import type { Bus } from '../fanout/port'
import type { Logger } from '../log'
import type { Revocation, RevocationStore } from './port'
import { isTokenId } from './token-id'
import type { Viewer } from './viewer'

/** Half of the five seconds within which a revocation must be known on every node. */
const POLL_MS = 2_000
/** Told at once by the store. */
const PAGE = 1_000
/** People whose revocations are kept in memory; of others the store is asked. */
const MOST_USERS = 10_000

export interface RevocationsOptions {
  readonly store: RevocationStore
  readonly bus: Bus
  readonly logger: Logger
  /** Default 10,000. */
  readonly mostUsers?: number
}

/**
 * What this node knows of revoked tokens: told by the bus at once, by the store within seconds. How long a
 * token may last is the host's business, so no revocation of a person is surely past; the last of them are
 * kept here, and for a token that is older than one no longer kept, the store is asked when it comes.
 */
export class Revocations {
  readonly #options: RevocationsOptions
  readonly #tokens = new Map<string, number>()
  /** The one learned last stands last. */
  readonly #users = new Map<string, number>()
  /** No revocation of a person that is no longer kept here is about tokens issued from then on. */
  #forgottenBefore = 0
  readonly #listeners = new Set<() => void>()
  #position: string | null = null
  #timer: NodeJS.Timeout | undefined
  #stopListening: (() => void) | undefined

  constructor(options: RevocationsOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#stopListening = this.#options.bus.subscribe((heard) => {
      if (heard.kind === 'revoked') this.#learn(heard.revocation)
    })
    await this.#poll()
    this.#schedule()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stopListening?.()
  }

  /**
   * Durable when it resolves; this node refuses the tokens from then on, the others within 5 s. Rejects with
   * `invalid_input` for an id that no token and nobody has.
   */
  async revoke(revocation: Revocation): Promise<void> {
    checkSubject(revocation)
    await this.#options.store.revoke(revocation)
    this.#learn(revocation)
    this.#options.bus.publish({ kind: 'revoked', revocation })
  }

  /** Calls back whenever something is revoked that was not before. Returns how to stop. */
  onNews(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Rejects with `token_revoked` for a viewer whose token is worth nothing any more, and with a plain Error
   * where `auth` named the token in a way in which it could not be revoked.
   */
  async check(viewer: Viewer): Promise<void> {
    if (viewer.tokenId !== undefined && !isTokenId(viewer.tokenId)) {
      throw new Error('auth answered a viewer that cannot be: tokenId must be a text, as jti is.')
    }
    if (this.isRevoked(viewer)) throw new OtsyError('token_revoked')
    const { userId, issuedAt = 0 } = viewer
    if (issuedAt >= this.#forgottenBefore || this.#users.has(userId)) return
    const before = await this.#options.store.revokedBefore(userId)
    if (before !== null && issuedAt < before) throw new OtsyError('token_revoked')
  }

  /** Of one who was let in: what is revoked meanwhile is news, and kept here. */
  isRevoked(viewer: Viewer): boolean {
    if (viewer.tokenId !== undefined && this.#tokens.has(viewer.tokenId)) return true
    const before = this.#users.get(viewer.userId)
    return before !== undefined && (viewer.issuedAt ?? 0) < before
  }

  #learn(revocation: Revocation): void {
    if (this.#knows(revocation)) return
    if (revocation.kind === 'token') {
      this.#tokens.set(revocation.tokenId, revocation.expiresAt)
    } else {
      this.#users.delete(revocation.userId)
      this.#users.set(revocation.userId, revocation.issuedBefore)
    }
    for (const listener of this.#listeners) listener()
    this.#forgetOldest()
  }

  #forgetOldest(): void {
    const [oldest] = this.#users
    if (oldest === undefined || this.#users.size <= (this.#options.mostUsers ?? MOST_USERS)) return
    this.#users.delete(oldest[0])
    this.#forgottenBefore = Math.max(this.#forgottenBefore, oldest[1])
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#poll()
        .catch((cause: unknown) =>
          this.#options.logger.warn({ err: cause }, 'revocations could not be read; trying again'),
        )
        .finally(() => {
          if (this.#timer !== undefined) this.#schedule()
        })
    }, POLL_MS)
    this.#timer.unref()
  }

  async #poll(): Promise<void> {
    for (let told = PAGE; told === PAGE;) {
      const { revocations, position } = await this.#options.store.since(this.#position, PAGE)
      this.#position = position
      for (const revocation of revocations) this.#learn(revocation)
      told = revocations.length
    }
    const now = Date.now()
    for (const [tokenId, expiresAt] of this.#tokens) {
      if (expiresAt < now) this.#tokens.delete(tokenId)
    }
  }

  #knows(revocation: Revocation): boolean {
    return revocation.kind === 'token'
      ? this.#tokens.has(revocation.tokenId)
      : (this.#users.get(revocation.userId) ?? 0) >= revocation.issuedBefore
  }
}

function checkSubject(revocation: Revocation): void {
  if (revocation.kind === 'token') {
    if (!isTokenId(revocation.tokenId)) throw invalidInput('tokenId', 'must be the jti of a token')
  } else if (!id.safeParse(revocation.userId).success) {
    throw invalidInput('userId', 'must be the id of a user')
  }
}
