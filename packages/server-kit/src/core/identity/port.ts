/** One token, or every token of a user issued before a moment. */
export type Revocation =
  | { readonly kind: 'token'; readonly tokenId: string; readonly expiresAt: number }
  | { readonly kind: 'user'; readonly userId: string; readonly issuedBefore: number }

export interface RevocationStore {
  /** Durable when it resolves. Saying the same again changes nothing. */
  revoke(revocation: Revocation): Promise<void>

  /**
   * The revocations recorded after `position` (null: all that still matter), and the position to
   * ask from next. A revocation committed before the call began is never missed; one may come twice.
   */
  since(
    position: string | null,
  ): Promise<{ readonly revocations: readonly Revocation[]; readonly position: string }>
}
