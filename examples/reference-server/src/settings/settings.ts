import type { TestService, Vapid } from '@otsy/server-kit/web-push'
import { pino } from 'pino'
import { SettingsError, type Fault } from './fault'
import { readNumber } from './number'
import { readSecret } from './secret'
import { readTestPush } from './test-push'
import { readVapid } from './vapid'

export type StorageSettings =
  | { readonly kind: 'memory' }
  | { readonly kind: 'pglite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly connectionString: string }

export interface Settings {
  readonly port: number
  readonly host: string
  readonly jwtSecret: string
  /** Absent where nothing is pushed. */
  readonly vapid: Vapid | undefined
  /** Of the browser tests; see `readTestPush`. */
  readonly testPush: TestService | undefined
  /** Origin of the app's pages, for devices that did not say theirs. */
  readonly site: string | undefined
  readonly storage: StorageSettings
  /** Between several nodes on one PostgreSQL; absent for one node. */
  readonly redisUrl: string | undefined
  /** Own proxies before this server; absent for none. */
  readonly proxies: number | undefined
  /** Milliseconds a node that is told to end may take; absent for the server's own. */
  readonly drainMs: number | undefined
  readonly corsOrigins: readonly string[]
  /** Absent where the server's own level holds. */
  readonly logLevel: string | undefined
  readonly rate: { readonly points: number; readonly seconds: number } | false | undefined
}

type Env = Readonly<Record<string, string | undefined>>

/** Reads everything from the environment; throws a `SettingsError` that names each fault. */
export function readSettings(env: Env): Settings {
  const faults: Fault[] = []
  const settings: Settings = {
    port: readPort(env, faults),
    host: env.HOST || '127.0.0.1',
    jwtSecret: readSecret(env, faults),
    vapid: readVapid(env, faults),
    testPush: readTestPush(env, faults),
    site: readSite(env, faults),
    storage: readStorage(env, faults),
    redisUrl: readRedis(env, faults),
    proxies: readNumber(env, faults, { setting: 'PROXIES', most: 10 }),
    drainMs: readNumber(env, faults, { setting: 'DRAIN_MS', most: 600_000 }),
    corsOrigins: readOrigins(env, faults),
    rate: readRate(env, faults),
    logLevel: readLogLevel(env, faults),
  }
  if (faults.length > 0) throw new SettingsError(faults)
  return settings
}

function readPort(env: Env, faults: Fault[]): number {
  const given = env.PORT || '4000'
  const port = Number(given)
  if (/^\d{1,5}$/.test(given) && port <= 65_535) return port
  faults.push({
    setting: 'PORT',
    why: 'is not a port number.',
    mend: 'Set a whole number from 0 (any free port) to 65535, or unset it for 4000.',
  })
  return 0
}

function readStorage(env: Env, faults: Fault[]): StorageSettings {
  const address = env.DATABASE_URL ?? ''
  if (address === '') return { kind: 'pglite', dataDir: env.DATA_DIR || '.data' }
  if (address === 'memory:') return { kind: 'memory' }
  if (/^postgres(?:ql)?:\/\/\S+$/.test(address) && URL.canParse(address)) {
    return { kind: 'postgres', connectionString: address }
  }
  faults.push({
    setting: 'DATABASE_URL',
    why: 'is not an address this server knows.',
    mend:
      'Set postgres://user:password@host:5432/database, or memory: to keep nothing, ' +
      'or unset it for a database of its own in DATA_DIR.',
  })
  return { kind: 'memory' }
}

function readRedis(env: Env, faults: Fault[]): string | undefined {
  const address = env.REDIS_URL || undefined
  if (address === undefined) return undefined
  if (!/^rediss?:\/\/\S+$/.test(address) || !URL.canParse(address)) {
    faults.push({
      setting: 'REDIS_URL',
      why: 'is not an address of a Redis.',
      mend: 'Set redis://user:password@host:6379, or rediss: with TLS, or unset it for one node.',
    })
  } else if (!env.DATABASE_URL?.startsWith('postgres')) {
    faults.push({
      setting: 'REDIS_URL',
      why: 'is set, but the nodes it would join have no database in common.',
      mend: 'Set DATABASE_URL to a PostgreSQL that all nodes use, or unset REDIS_URL for one node.',
    })
  }
  return address
}

function readOrigins(env: Env, faults: Fault[]): readonly string[] {
  const origins = (env.CORS_ORIGINS ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  const wrong = origins.filter((origin) => !isOrigin(origin))
  if (wrong.length > 0) {
    faults.push({
      setting: 'CORS_ORIGINS',
      why: `has what is not an origin: ${wrong.join(', ')}.`,
      mend: 'List origins with commas between: https://app.example.com,http://localhost:5173',
    })
    return []
  }
  return origins
}

function readSite(env: Env, faults: Fault[]): string | undefined {
  const given = env.SITE_ORIGIN || undefined
  if (given === undefined || isOrigin(given)) return given?.replace(/\/$/, '')
  faults.push({
    setting: 'SITE_ORIGIN',
    why: 'is not an origin.',
    mend: "Set where the app's pages are, such as https://app.example.com, or unset it.",
  })
  return undefined
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, origin } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && origin === text.replace(/\/$/, '')
}

function readRate(env: Env, faults: Fault[]): Settings['rate'] {
  const given = env.RATE_LIMIT ?? ''
  if (given === '') return undefined
  if (given === 'off') return false
  const [, points, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,4})$/.exec(given) ?? []
  if (points !== undefined && seconds !== undefined) {
    return { points: Number(points), seconds: Number(seconds) }
  }
  faults.push({
    setting: 'RATE_LIMIT',
    why: 'is not a limit.',
    mend: 'Set requests per seconds of one user, such as 600/10, or off; unset it for 600/10.',
  })
  return undefined
}

const LEVELS = [...Object.keys(pino.levels.values), 'silent']

function readLogLevel(env: Env, faults: Fault[]): string | undefined {
  const given = env.LOG_LEVEL || undefined
  if (given === undefined || LEVELS.includes(given)) return given
  faults.push({
    setting: 'LOG_LEVEL',
    why: 'is not a level.',
    mend: `Set one of ${LEVELS.join(', ')}, or unset it.`,
  })
  return undefined
}
