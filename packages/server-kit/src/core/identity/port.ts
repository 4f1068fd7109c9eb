/** One token, or every token of a user issued before a moment. */
export type Revocation =
  | { readonly kind: 'token'; readonly tokenId: string; readonly expiresAt: number }
  | { readonly kind: 'user'; readonly userId: string; readonly issuedBefore: number }

export interface RevocationStore {
  /** Durable when it resolves. Saying the same again changes nothing. */
  revoke(revocation: Revocation): Promise<void>

  /**
   * The next of the revocations recorded after `position` (null: of all that still matter), at most
   * `limit` in the order recorded, and the position to ask from next. Fewer than that: there are no more
   * now. A revocation committed before the call began is never missed; one may come twice.
   */
  since(
    position: string | null,
    limit: number,
  ): Promise<{ readonly revocations: readonly Revocation[]; readonly position: string }>

  /** Milliseconds: the moment before which every token of a user was issued in vain; null: none is. */
  revokedBefore(userId: string): Promise<number | null>
}
