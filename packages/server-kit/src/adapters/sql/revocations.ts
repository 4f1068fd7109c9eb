import type { Revocation, RevocationStore } from '../../core/identity/port'
import type { Database } from './database'
import { isStorable } from './ids'
import { retrying } from './retry'
import type { RevocationsRow } from './statements/revocations'
import type { Statements } from './statements/index'

export class SqlRevocations implements RevocationStore {
  readonly #database: Database
  readonly #statements: Statements

  constructor(options: { database: Database; statements: Statements }) {
    this.#database = options.database
    this.#statements = options.statements
  }

  async revoke(revocation: Revocation): Promise<void> {
    const params =
      revocation.kind === 'token'
        ? ['token', revocation.tokenId, revocation.expiresAt]
        : ['user', revocation.userId, revocation.issuedBefore]
    await retrying({ repeatable: true }, () => this.#database.run(this.#statements.revoke, params))
    // Late is soon enough for tidying; the revocation itself stands already.
    await this.#database.run(this.#statements.forget).catch(() => {})
  }

  async since(
    position: string | null,
    limit: number,
  ): Promise<{ revocations: readonly Revocation[]; position: string }> {
    const from = position !== null && /^\d{1,15}$/.test(position) ? Number(position) : 0
    const [answer] = await retrying({ repeatable: true }, () =>
      this.#database.run<RevocationsRow>(this.#statements.revocations, [from, limit]),
    )
    if (answer === undefined) throw new Error('The head of the revocations is missing.')
    return {
      revocations: answer.rows.map(toRevocation),
      position: String(answer.position),
    }
  }

  async revokedBefore(userId: string): Promise<number | null> {
    if (!isStorable(userId)) return null
    const { revokedBefore } = this.#statements
    const [moment] = await retrying({ repeatable: true }, () =>
      this.#database.run<number>(revokedBefore, [userId]),
    )
    return moment ?? null
  }
}

function toRevocation([kind, subject, at]: RevocationsRow['rows'][number]): Revocation {
  return kind === 'token'
    ? { kind, tokenId: subject, expiresAt: at }
    : { kind, userId: subject, issuedBefore: at }
}
