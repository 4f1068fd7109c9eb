/** One connection's claim that its user is there; it ends by itself unless renewed. */
export interface PresenceLease {
  readonly connectionId: string
  readonly userId: string
  readonly status: 'online' | 'away'
  /** The chat the user is looking at on this device. */
  readonly viewing: string | null
}

export interface LeasedPresence {
  readonly userId: string
  /** `online` when any device is, else `away` when any is, else `offline`. */
  readonly status: 'online' | 'away' | 'offline'
}

export interface PresenceStore {
  /** Makes or renews leases for `ttlMs`; the last word for a connection counts. */
  renew(leases: readonly PresenceLease[], ttlMs: number): Promise<void>
  release(connectionIds: readonly string[]): Promise<void>
  /** In the order asked; a user without a live lease is offline. */
  read(userIds: readonly string[]): Promise<LeasedPresence[]>
  /** Whether the user looks at the chat on any device, in the order asked. */
  looking(
    pairs: readonly { readonly userId: string; readonly chatId: string }[],
  ): Promise<boolean[]>
  close(): Promise<void>
}

export interface PeopleStore {
  /** Those of `others` who are with `userId` in at least one chat now. */
  acquaintances(userId: string, others: readonly string[]): Promise<string[]>
  /** Keeps the latest moment (ISO 8601) a user was connected; an earlier one changes nothing. */
  saveLastSeen(seen: readonly { readonly userId: string; readonly at: string }[]): Promise<void>
  /** In the order asked; null for a user never seen. */
  lastSeen(userIds: readonly string[]): Promise<(string | null)[]>
}
