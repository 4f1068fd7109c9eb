import { makeVapidKeys as pair } from '@otsy/server-kit/web-push'
import { describe, expect, it } from 'vitest'
import { SettingsError } from './fault'
import { readSettings } from './settings'

const secret = 'a secret that is long enough for HS256'

function faultsOf(env: Record<string, string>): string[] {
  try {
    readSettings({ JWT_SECRET: secret, ...env })
  } catch (error) {
    if (error instanceof SettingsError) return error.faults.map(({ setting }) => setting)
    throw error
  }
  return []
}

describe('the settings of the reference server', () => {
  it('need nothing but a secret', () => {
    expect(readSettings({ JWT_SECRET: secret })).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      storage: { kind: 'pglite', dataDir: '.data' },
      vapid: undefined,
      corsOrigins: [],
    })
  })

  it('name every fault at once, each with its way out', () => {
    const env = { PORT: '70000', DATABASE_URL: 'mysql://x', CORS_ORIGINS: 'https://a.example/path' }
    try {
      readSettings(env)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error
      const named = error.faults.map(({ setting }) => setting)
      expect(named).toEqual(['PORT', 'JWT_SECRET', 'DATABASE_URL', 'CORS_ORIGINS'])
      for (const { setting, why, mend } of error.faults) {
        expect(error.message).toContain(`${setting} ${why}`)
        expect(error.message).toContain(mend)
      }
    }
  })

  it.each([
    ['a short secret', { JWT_SECRET: 'short' }, 'JWT_SECRET'],
    ['a secret of one character', { JWT_SECRET: ' '.repeat(40) }, 'JWT_SECRET'],
    ['a secret of one word', { JWT_SECRET: 'change-me-now!'.repeat(3) }, 'JWT_SECRET'],
    ['an address of another database', { DATABASE_URL: 'localhost:5432' }, 'DATABASE_URL'],
    ['Redis without a shared database', { REDIS_URL: 'redis://127.0.0.1' }, 'REDIS_URL'],
    [
      'an address of something else',
      { REDIS_URL: 'localhost:6379', DATABASE_URL: 'postgres://127.0.0.1/otsy' },
      'REDIS_URL',
    ],
    ['a rate that is none', { RATE_LIMIT: 'many' }, 'RATE_LIMIT'],
    ['a site that is none', { SITE_ORIGIN: 'app.example.com' }, 'SITE_ORIGIN'],
    ['a choice that is none', { PUSH: 'no' }, 'PUSH'],
    ['a level that is none', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    ['a port that is a word', { PORT: 'http' }, 'PORT'],
    ['proxies without a number', { PROXIES: 'two' }, 'PROXIES'],
    ['a time to drain that has no end', { DRAIN_MS: '1e9' }, 'DRAIN_MS'],
  ])('refuse %s', (_what, env, setting) => {
    expect(faultsOf(env)).toEqual([setting])
  })

  it('know where the data goes', () => {
    const storage = (env: Record<string, string>) =>
      readSettings({ JWT_SECRET: secret, ...env }).storage
    expect(storage({ DATABASE_URL: 'memory:' })).toEqual({ kind: 'memory' })
    expect(storage({ DATA_DIR: '/data' })).toEqual({ kind: 'pglite', dataDir: '/data' })
    const connectionString = 'postgres://otsy:pw@127.0.0.1:5432/otsy'
    expect(storage({ DATABASE_URL: connectionString })).toEqual({
      kind: 'postgres',
      connectionString,
    })
  })
})

describe('the VAPID settings', () => {
  const { publicKey, privateKey } = pair()
  const whole = {
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: 'mailto:support@example.com',
  }

  it('are taken when the keys belong together', () => {
    expect(faultsOf(whole)).toEqual([])
    expect(readSettings({ JWT_SECRET: secret, ...whole }).vapid?.publicKey).toBe(publicKey)
  })

  it('are all or none', () => {
    expect(faultsOf({ VAPID_PUBLIC_KEY: publicKey })).toEqual([
      'VAPID_PRIVATE_KEY',
      'VAPID_SUBJECT',
    ])
  })

  it.each([
    ['keys of two pairs', { VAPID_PUBLIC_KEY: pair().publicKey }, 'VAPID_PUBLIC_KEY'],
    ['a private key that is none', { VAPID_PRIVATE_KEY: 'abc' }, 'VAPID_PRIVATE_KEY'],
    ['a subject on this machine', { VAPID_SUBJECT: 'mailto:me@localhost' }, 'VAPID_SUBJECT'],
    ['an https subject on this machine', { VAPID_SUBJECT: 'https://localhost' }, 'VAPID_SUBJECT'],
    ['a subject that is no address', { VAPID_SUBJECT: 'support' }, 'VAPID_SUBJECT'],
  ])('refuse %s', (_what, change, setting) => {
    expect(faultsOf({ ...whole, ...change })).toEqual([setting])
  })

  it('may be missing, but in production only by choice', () => {
    expect(faultsOf({})).toEqual([])
    const all = ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT']
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual(all)
    expect(faultsOf({ NODE_ENV: 'production', PUSH: 'off' })).toEqual([])
    expect(readSettings({ JWT_SECRET: secret, ...whole, PUSH: 'off' }).vapid).toBeUndefined()
  })
})

describe('the push service of tests', () => {
  const given = {
    TEST_PUSH_ORIGIN: 'https://127.0.0.1:8443',
    TEST_PUSH_CA_FILE: import.meta.filename,
  }

  it('is on this machine, with its certificate', () => {
    const { testPush } = readSettings({ JWT_SECRET: secret, ...given })
    expect(testPush).toMatchObject({ origin: 'https://127.0.0.1:8443' })
    expect(testPush?.ca).toContain('the push service of tests')
  })

  it.each([
    ['in production', { NODE_ENV: 'production', PUSH: 'off' }, 'TEST_PUSH_ORIGIN'],
    ['elsewhere', { TEST_PUSH_ORIGIN: 'https://10.0.0.1:8443' }, 'TEST_PUSH_ORIGIN'],
    ['without its origin', { TEST_PUSH_ORIGIN: '' }, 'TEST_PUSH_ORIGIN'],
    ['without its certificate', { TEST_PUSH_CA_FILE: '/nowhere' }, 'TEST_PUSH_CA_FILE'],
  ])('is refused %s', (_what, change, setting) => {
    expect(faultsOf({ ...given, ...change })).toEqual([setting])
  })
})
