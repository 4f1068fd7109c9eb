import type { Revocation, RevocationStore } from '../../core/identity/port'

interface Recorded {
  readonly revocation: Revocation
  readonly number: number
}

/** What was revoked, numbered as it was recorded; a position is the number of the last one told. */
export class MemoryRevocations implements RevocationStore {
  readonly #clock: () => number
  readonly #recorded = new Map<string, Recorded>()
  #last = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  async revoke(revocation: Revocation): Promise<void> {
    const key = keyOf(revocation)
    const known = this.#recorded.get(key)?.revocation
    if (known !== undefined && covers(known, revocation)) return
    // In the order recorded, as they are told.
    this.#recorded.delete(key)
    this.#recorded.set(key, { revocation: Object.freeze({ ...revocation }), number: ++this.#last })
  }

  async since(
    position: string | null,
    limit: number,
  ): Promise<{ revocations: Revocation[]; position: string }> {
    this.#forgetExpired()
    const told = Number(position ?? 0)
    const next = [...this.#recorded.values()].filter(({ number }) => number > told).slice(0, limit)
    const last = next.length < limit ? this.#last : (next.at(-1)?.number ?? this.#last)
    return { revocations: next.map(({ revocation }) => revocation), position: String(last) }
  }

  async revokedBefore(userId: string): Promise<number | null> {
    const known = this.#recorded.get(keyOf({ kind: 'user', userId, issuedBefore: 0 }))?.revocation
    return known?.kind === 'user' ? known.issuedBefore : null
  }

  /** A token past its own expiry is refused without our help. */
  #forgetExpired(): void {
    const now = this.#clock()
    for (const [key, { revocation }] of this.#recorded) {
      if (revocation.kind === 'token' && revocation.expiresAt <= now) this.#recorded.delete(key)
    }
  }
}

function keyOf(revocation: Revocation): string {
  return revocation.kind === 'token' ? `token ${revocation.tokenId}` : `user ${revocation.userId}`
}

/** Whether what is known refuses everything that the new one does. */
function covers(known: Revocation, added: Revocation): boolean {
  if (known.kind === 'token' && added.kind === 'token') return known.expiresAt >= added.expiresAt
  if (known.kind === 'user' && added.kind === 'user')
    return known.issuedBefore >= added.issuedBefore
  return false
}
