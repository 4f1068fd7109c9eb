import { LIMITS } from '@otsy/protocol'
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
import type { RateLimiter } from './core/rate-limits'
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
    /**
     * The same of one address, whoever asks from there, counted by each node; default 6,000 in 10
     * seconds. Private addresses are not counted unless `proxies` says whose they are.
     */
    readonly addressRate?: { readonly points: number; readonly seconds: number } | false
    /**
     * Bytes that may wait for a connection that reads nothing for ten seconds, before it is cut and has
     * to catch up; at twice as many it is cut at once. Default 8 MB.
     */
    readonly outboundBytes?: number
  }
  /** Proxies of your own that each request passes; they say in X-Forwarded-For for whom. Default 0. */
  readonly proxies?: number
  /** Web pages of other origins that may call. The server's own origin always may. */
  readonly cors?: { readonly origins: readonly string[] }
  /**
   * Milliseconds that a function of yours may take: `auth`, `verifyOrder`, `resolveUsers`, `authorize`,
   * `beforeSend`, `beforeEdit`, an awaited `onMessage`, the metadata check of a kind; default 5,000. Who
   * waits for one that takes longer is answered `overloaded`, nothing is stored, and the log says which.
   */
  readonly hostTimeoutMs?: number
  /** Milliseconds within which people may edit their own text; default 15 minutes. */
  readonly editWindowMs?: number
  /** Milliseconds between head checks: the most a lost hint delays a change; default 5,000. */
  readonly headCheckMs?: number
  /**
   * How a connection that died without a word is found: asked so often, given up when it does not
   * answer within so long. Default every 20,000 ms, within 15,000.
   */
  readonly heartbeat?: { readonly everyMs: number; readonly withinMs: number }
  /**
   * The most milliseconds that `close()` takes to let people go, to other nodes, and what is under way
   * finish; default 10,000. Give whatever ends the process a little more.
   */
  readonly drainMs?: number
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
  /** Counts requests and events of each user, shared by several nodes, in place of `limits.rate`. */
  readonly rateLimiter?: RateLimiter
  /** pino or its like; default warnings and errors to stderr. */
  readonly logger?: Logger
  /** Default `production` when NODE_ENV says so. Production insists on what keeps strangers out. */
  readonly mode?: 'production' | 'development'
}

export interface NotificationOptions {
  /** The host's own words and languages; default English and Japanese as specified. */
  readonly templates?: Templates
  /** For people of whom no language is known, and for the chat; default `en`. */
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
/** Long for a person who waits, short beside the ten seconds in which clients send anew. */
export const DEFAULT_HOST_TIMEOUT_MS = 5_000
export const DEFAULT_HEARTBEAT = { everyMs: 20_000, withinMs: 15_000 } as const
export const DEFAULT_DRAIN_MS = 10_000
/** Far above what a person does; a page that reloads its inbox and rooms stays below. */
export const DEFAULT_RATE = { points: 600, seconds: 10 } as const
/** As many as ten people at their own limit: a household, not an office at full speed. */
export const DEFAULT_ADDRESS_RATE = { points: 6_000, seconds: 10 } as const
/** Above the largest burst of a chat; what a thousand readers that all stand still cost is 8 GB. */
export const DEFAULT_OUTBOUND_BYTES = 8 * 2 ** 20

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
  if (mode === 'production' && options.push?.callsTestServices) {
    throw new Error(
      'createOtsyServer was given a push sender that calls services of a test on this machine, which ' +
        'production refuses: strangers could make the server call itself. Leave unsafeTestServices out.',
    )
  }
  checkNumbers(options)
  if (options.rateLimiter !== undefined && options.limits?.rate !== undefined) {
    throw new Error(
      'limits.rate and rateLimiter are both given, and only one can count: leave out limits.rate and ' +
        'give the rate limiter its own budget.',
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

/** Node's timers fire at once for a longer wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function checkNumbers<Tx>(options: OtsyServerOptions<Tx>): void {
  const { limits = {}, headCheckMs, drainMs, heartbeat, editWindowMs, proxies } = options
  const { textLength, outboundBytes } = limits
  checkWhole('limits.textLength', textLength, {
    ...{ least: 1, most: 50_000 },
    because: 'a longer text would not fit into one frame of 256 KB',
  })
  checkWhole('headCheckMs', headCheckMs, {
    ...{ least: 1, most: LONGEST_TIMER_MS },
    because: 'it is the time in milliseconds between two checks; leave it out for 5,000',
  })
  checkWhole('hostTimeoutMs', options.hostTimeoutMs, {
    ...{ least: 1, most: LONGEST_TIMER_MS },
    because: 'it is the most milliseconds that one of your functions takes; leave it out for 5,000',
  })
  for (const [name, value] of Object.entries(heartbeat ?? {})) {
    const because = 'it is how often connections are asked, and how long they may take to answer'
    checkWhole(`heartbeat.${name}`, value, { least: 1, most: LONGEST_TIMER_MS, because })
  }
  checkWhole('drainMs', drainMs, {
    ...{ least: 0, most: LONGEST_TIMER_MS },
    because: 'it is the most milliseconds that closing takes; leave it out for 10,000',
  })
  if (editWindowMs !== undefined && !(editWindowMs >= 0)) {
    throw new Error(
      `editWindowMs is ${editWindowMs}; it must be a number of milliseconds from 0 on: 0 lets ` +
        'nobody edit, Infinity always.',
    )
  }
  checkWhole('limits.outboundBytes', outboundBytes, {
    ...{ least: LIMITS.frameBytes, most: Number.MAX_SAFE_INTEGER },
    because: 'less than one frame (256 KB) would cut whoever reads at all',
  })
  checkWhole('proxies', proxies, {
    ...{ least: 0, most: 10 },
    because: 'it is how many proxies of your own stand before the server; 0 for none',
  })
  checkRate('limits.rate', limits.rate)
  checkRate('limits.addressRate', limits.addressRate)
}

function checkRate(
  name: string,
  rate: { readonly points: number; readonly seconds: number } | false | undefined,
): void {
  if (rate === undefined || rate === false) return
  const because = 'it is how much one may ask in how many seconds; false is for no limit'
  const most = Number.MAX_SAFE_INTEGER
  checkWhole(`${name}.points`, rate.points, { least: 1, most, because })
  // The limiter keeps each window with a timer.
  checkWhole(`${name}.seconds`, rate.seconds, { least: 1, most: 2_000_000, because })
}

/** Before 1973: nobody means that, but whoever gives a token's `exp` as it is does so in seconds. */
const EARLIEST_MS = 1e11

/** Throws a plain Error for what cannot be milliseconds since the epoch. */
export function checkMilliseconds(name: string, value: number): void {
  if (value >= EARLIEST_MS) return
  throw new Error(
    `${name} is ${value}; it must be milliseconds since the epoch. The exp of a token is in ` +
      'seconds: multiply it by 1,000.',
  )
}

function checkWhole(
  name: string,
  value: number | undefined,
  range: { readonly least: number; readonly most: number; readonly because: string },
): void {
  if (value === undefined) return
  if (Number.isInteger(value) && value >= range.least && value <= range.most) return
  const [least, most] = [range.least, range.most].map((n) => n.toLocaleString('en'))
  throw new Error(
    `${name} is ${value}; it must be a whole number from ${least} to ${most}: ${range.because}.`,
  )
}
