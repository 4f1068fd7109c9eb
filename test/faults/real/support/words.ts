export const SECRET = 'a secret of the fault tests, long enough for HS256'

export interface NodeSettings {
  /** Absent: memory. */
  readonly databaseUrl?: string
  /** Absent: signals go through the database. */
  readonly redisUrl?: string
  /** The same after a restart, so that clients find it. */
  readonly port?: number
  readonly connections?: number
  readonly headCheckMs?: number
  readonly drainMs?: number
  readonly outboundBytes?: number
  readonly heartbeat?: { readonly everyMs: number; readonly withinMs: number }
}

/** What a test has a node do, from within. */
export type NodeCommand =
  | {
      readonly do: 'open'
      readonly order: {
        readonly order_id: string
        readonly user_id: string
        readonly shopper_id: string
      }
    }
  | { readonly do: 'send'; readonly chatId: string; readonly content: string }
  | { readonly do: 'remove'; readonly chatId: string; readonly userId: string }
  | { readonly do: 'revoke'; readonly tokenId: string }
  /** SIGKILL around the next commit. */
  | { readonly do: 'die'; readonly at: 'before append' | 'after append' }
  /** Tells nobody of anything any more. */
  | { readonly do: 'mute' }
  /** Does nothing else for so long. */
  | { readonly do: 'block'; readonly ms: number }

export type NodeWord =
  | { readonly ready: number }
  | { readonly id: number; readonly ok: unknown }
  | { readonly id: number; readonly fault: string }
