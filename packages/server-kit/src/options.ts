import type { ChatHooks } from './core/chat/hooks'
import type { Authorize } from './core/chat/access'
import type { VerifyOrder } from './core/chat/context'
import type { MessageKinds } from './core/chat/kinds'
import type { Bus } from './core/fanout/port'
import type { Authenticator } from './core/identity/authenticator'
import type { ResolveUsers } from './core/identity/directory'
import type { Logger } from './core/log'
import type { PushSender } from './core/notifications/sender'
import type { Templates } from './core/notifications/templates'
import type { PresenceStore } from './core/presence/port'
import type { Storage } from './core/storage'

export interface OtsyServerOptions<Tx> {
  /** Where everything is kept: `memoryStorage()`, `pgliteStorage(…)`, `postgresStorage(…)`. */
  readonly storage: Storage<Tx>
  /** Who a token stands for: `jwtAuth({ secret })` or any function. */
  readonly auth: Authenticator
  /** Whether an order exists and these are its people. Required in production. */
  readonly verifyOrder?: VerifyOrder
  /** Names and pictures of people, for those who share a chat with them. */
  readonly resolveUsers?: ResolveUsers
  /** The host's own rule on who may do what in a chat; default members and admins. */
  readonly authorize?: Authorize
  readonly hooks?: ChatHooks
  /** Kinds of messages beside the built-in ones. */
  readonly kinds?: MessageKinds
  readonly attachments?: {
    /** Host names, with their subdomains, that attachments may point to; default any public one. */
    readonly hosts?: readonly string[]
  }
  readonly limits?: {
    /** Characters of a text; default 10,000. */
    readonly textLength?: number
    /** Requests and events of one user; default 600 in 10 seconds, `false` for no limit. */
    readonly rate?: { readonly points: number; readonly seconds: number } | false
  }
  /** Web pages of other origins that may call. The server's own origin always may. */
  readonly cors?: { readonly origins: readonly string[] }
  /** Milliseconds within which people may edit their own text; default 15 minutes. */
  readonly editWindowMs?: number
  /** Milliseconds between head checks: the most a lost hint delays a change; default 5,000. */
  readonly headCheckMs?: number
  /** Sends pushes: `webPush({ vapid })`. Without it notifications are kept and shown live, not pushed. */
  readonly push?: PushSender
  /**
   * How people are told. Given, or with `push`, members of a chat get notifications of its messages;
   * without either only those that the host's own code sends.
   */
  readonly notifications?: NotificationOptions
  /** Between several nodes; default this process alone. */
  readonly bus?: Bus
  /** Presence leases shared by several nodes; default this process alone. */
  readonly presence?: PresenceStore
  /** pino or its like; default warnings and errors to stderr. */
  readonly logger?: Logger
  /** Default `production` when NODE_ENV says so. Production insists on what keeps strangers out. */
  readonly mode?: 'production' | 'development'
}

export interface NotificationOptions {
  /** The host's own words and languages; default English and Japanese as specified. */
  readonly templates?: Templates
  /** For people of whom no language is known; default `en`. */
  readonly defaultLocale?: string
  /**
   * Origin of the app's pages, such as `https://app.example.com`: where a click leads on devices that
   * did not say theirs when they subscribed.
   */
  readonly site?: string
  /** Days the history is kept; default 90. */
  readonly keepDays?: number
}

/** Milliseconds; see `decideEdit`. */
export const DEFAULT_EDIT_WINDOW_MS = 15 * 60_000
export const DEFAULT_HEAD_CHECK_MS = 5_000
/** Far above what a person does; a page that reloads its inbox and rooms stays below. */
export const DEFAULT_RATE = { points: 600, seconds: 10 } as const

/** Throws an Error that names the setting, why it matters and how to mend it. */
export function checkOptions<Tx>(options: OtsyServerOptions<Tx>): {
  readonly isProduction: boolean
} {
  const mode =
    options.mode ?? (process.env.NODE_ENV === 'production' ? 'production' : 'development')
  if (mode === 'production' && options.verifyOrder === undefined) {
    throw new Error(
      'createOtsyServer needs verifyOrder in production: without it anyone with a token could take ' +
        'an order id and name its participants. Pass verifyOrder: async ({ order_id, user_id, ' +
        'shopper_id, viewer }) => whether your own records agree.',
    )
  }
  const textLength = options.limits?.textLength
  if (
    textLength !== undefined &&
    (!Number.isInteger(textLength) || textLength < 1 || textLength > 50_000)
  ) {
    throw new Error(
      `limits.textLength is ${textLength}; it must be a whole number from 1 to 50,000: a longer ` +
        'text would not fit into one frame of 256 KB.',
    )
  }
  for (const name of Object.keys(options.kinds ?? {})) {
    if (!/^[a-z][a-z0-9_]{0,31}$/.test(name)) {
      throw new Error(
        `The message kind "${name}" is not a name the wire takes: use a-z, 0-9 and _, at most 32.`,
      )
    }
  }
  return { isProduction: mode === 'production' }
}
