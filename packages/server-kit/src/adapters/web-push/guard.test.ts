import { afterEach, describe, expect, test, vi } from 'vitest'
import { pushBrowser } from '../../../test/support/push-browser'
import { isPublic, publicLookup } from './addresses'
import { makeVapidKeys } from './vapid'
import { createSender, webPush, type WebPushOptions } from './web-push'

const vapid = { ...makeVapidKeys(), subject: 'mailto:support@example.com' }
const keys = pushBrowser()
const message = { payload: '{}', ttl: 60, urgency: 'normal' } as const

/** A sender that would notice if it looked anything up. */
function sender(options: Partial<WebPushOptions> = {}) {
  const asked: string[] = []
  const made = createSender({ vapid, ...options }, (name, _options, callback) => {
    asked.push(name)
    callback(null, [{ address: '127.0.0.1', family: 4 }])
  })
  return { made, asked }
}

describe('endpoints that browsers give', () => {
  test.each([
    ['https://fcm.googleapis.com/fcm/send/abc:APA91b', 'https://fcm.googleapis.com', false],
    ['https://jmt17.google.com/fcm/send/abc', 'https://jmt17.google.com', false],
    [
      'https://updates.push.services.mozilla.com/wpush/v2/gAAA',
      'https://updates.push.services.mozilla.com',
      true,
    ],
    ['https://web.push.apple.com/QGx0', 'https://web.push.apple.com', false],
    [
      'https://wns2-par02p.notify.windows.com/w/?token=BQY%3d',
      'https://wns2-par02p.notify.windows.com',
      false,
    ],
    ['HTTPS://FCM.GoogleAPIs.com:443/x', 'https://fcm.googleapis.com', false],
  ])('%s is called', (endpoint, origin, allowsSilent) => {
    expect(sender().made.check({ endpoint, ...keys })).toEqual({ origin, allowsSilent })
  })
})

const nowhere = [
  'https://127.0.0.1/x',
  'https://127.1/x',
  'https://2130706433/x',
  'https://0x7f.0.0.1/x',
  'https://0177.0.0.1/x',
  'https://0/x',
  'https://[::1]/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://[::ffff:7f00:1]/x',
  'https://[64:ff9b::7f00:1]/x',
  'https://[64:ff9b:1::7f00:1]/x',
  'https://[2002:7f00:1::]/x',
  'https://[::127.0.0.1]/x',
  'https://[fe80::1]/x',
  'https://[fd00::1]/x',
  'https://[fec0::1]/x',
  'https://10.0.0.1/x',
  'https://100.64.0.1/x',
  'https://169.254.169.254/latest/meta-data',
  'https://168.63.129.16/x',
  'https://192.168.0.1/x',
  'https://0.0.0.0/x',
  'https://255.255.255.255/x',
  'https://224.0.0.1/x',
  'https://localhost/x',
  'https://localhost./x',
  'https://fcm.googleapis.com./x',
  'https://fcm.googleapis.com:8443/x',
  'https://user@fcm.googleapis.com/x',
  'https://fcm.googleapis.com:443@127.0.0.1/x',
  'http://fcm.googleapis.com/x',
  'ftp://fcm.googleapis.com/x',
  'javascript:alert(1)',
  'fcm.googleapis.com/x',
  '//fcm.googleapis.com/x',
  'https://fcm.googleapis.com\\@127.0.0.1/x',
  'https://fcm.goo\tgleapis.com/x',
  ' https://fcm.googleapis.com/x',
  '',
  `https://fcm.googleapis.com/${'x'.repeat(2_048)}`,
]
const strangers = [
  'https://127.0.0.1/x.google.com/',
  'https://evilfcm.googleapis.com/x',
  'https://fcm.googleapis.com.evil.example/x',
  'https://googleapis.com/x',
  'https://evil.example/https://fcm.googleapis.com/x',
  'https://evil.example/?fcm.googleapis.com',
  'https://evil.example#.fcm.googleapis.com',
  'https://93.184.216.34/x',
]

describe('48: addresses that are not a push service', () => {
  test.each([...nowhere, ...strangers])('%s is refused and never looked up', async (endpoint) => {
    const { made, asked } = sender()
    expect(() => made.check({ endpoint, ...keys })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        details: [expect.objectContaining({ path: 'endpoint' })],
      }),
    )
    expect(await made.send({ endpoint, ...keys }, message)).toEqual({
      ...{ outcome: 'refused', reason: 'endpoint_not_allowed' },
    })
    expect(asked).toEqual([])
  })

  test.each(nowhere)('%s is refused in open mode too', (endpoint) => {
    const { made } = sender({ services: 'open' })
    expect(() => made.check({ endpoint, ...keys })).toThrow(/^endpoint /)
  })

  test('hosts of the app may be added, with their subdomains and no others', () => {
    const { made } = sender({ services: ['push.example.com'] })
    const check = (endpoint: string) => made.check({ endpoint, ...keys })
    expect(check('https://push.example.com/x').origin).toBe('https://push.example.com')
    expect(check('https://eu.push.example.com/x').allowsSilent).toBe(false)
    expect(() => check('https://xpush.example.com/x')).toThrow(/^endpoint /)
    expect(check('https://fcm.googleapis.com/x').origin).toBe('https://fcm.googleapis.com')
  })

  test('open mode calls any public address', () => {
    const { made } = sender({ services: 'open' })
    const check = (endpoint: string) => made.check({ endpoint, ...keys }).origin
    expect(check('https://up.example.org/x')).toBe('https://up.example.org')
    expect(check('https://93.184.216.34/x')).toBe('https://93.184.216.34')
  })

  test.each(['https://fcm.googleapis.com/x', 'https://rebound.example/x'])(
    '%s is not called where its name leads inside',
    async (endpoint) => {
      const { made, asked } = sender({ services: 'open' })
      made.check({ endpoint, ...keys })
      expect(await made.send({ endpoint, ...keys }, message)).toEqual({
        ...{ outcome: 'refused', reason: 'private_address' },
      })
      expect(asked).toEqual([new URL(endpoint).hostname])
    },
  )
})

describe('what is dialled', () => {
  test.each([
    ...['93.184.216.34', '8.8.8.8', '168.63.129.15', '2606:2800:220:1::1', '2a00:1450:4001::200a'],
  ])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true)
  })

  test.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '169.254.169.254'],
    ...['172.16.0.1', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['168.63.129.16', '::', '::1', '::ffff:8.8.8.8', '::8.8.8.8', '64:ff9b::808:808'],
    ...['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:808:808::1', 'fc00::1'],
    ...[
      'fd00:ec2::254',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
      '5f00::1',
      'localhost',
      '',
    ],
  ])('%s is not', (address) => {
    expect(isPublic(address)).toBe(false)
  })

  const found = [
    { address: '127.0.0.1', family: 4 },
    { address: '93.184.216.34', family: 4 },
    { address: 'fd00::1', family: 6 },
    { address: '2606:2800:220:1::1', family: 6 },
  ]
  const lookup = publicLookup((_name, _options, callback) => callback(null, found))

  test('only what was looked at is answered, in both shapes a socket asks for', () => {
    lookup('push.example', { all: true }, (error, address) => {
      expect(error).toBeNull()
      expect(address).toEqual([found[1], found[3]])
    })
    lookup('push.example', {}, (error, address, family) => {
      expect([error, address, family]).toEqual([null, '93.184.216.34', 4])
    })
    expect.assertions(3)
  })
})

describe('49: keys that are none', () => {
  const point = Buffer.from(keys.p256dh, 'base64url')
  const bent = Buffer.from(point)
  bent[64] = (bent[64] ?? 0) ^ 1
  test.each([
    ['no point of the curve', bent.toString('base64url')],
    ['a compressed point', point.subarray(0, 33).toString('base64url')],
    ['one byte less', point.subarray(0, 64).toString('base64url')],
    ['one byte more', Buffer.concat([point, Buffer.alloc(1)]).toString('base64url')],
    ['zeros', Buffer.alloc(65).toString('base64url')],
    ['another form', Buffer.concat([Buffer.from([6]), point.subarray(1)]).toString('base64url')],
    ['no base64url', `${keys.p256dh.slice(0, -1)}!`],
    ['nothing', ''],
  ])('p256dh: %s', (_what, p256dh) => {
    const endpoint = 'https://fcm.googleapis.com/x'
    expect(() => sender().made.check({ endpoint, ...keys, p256dh })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        details: [{ path: 'keys.p256dh', message: 'is no key of a browser' }],
      }),
    )
  })

  test.each([
    '',
    'AAAA',
    'A'.repeat(20),
    'A'.repeat(24),
    `${'A'.repeat(21)}=`,
    `${'A'.repeat(21)}+`,
  ])('auth: "%s"', (auth) => {
    const endpoint = 'https://fcm.googleapis.com/x'
    expect(() => sender().made.check({ endpoint, ...keys, auth })).toThrow(/^keys\.auth /)
  })

  test('padding is no fault', () => {
    const padded = { p256dh: `${keys.p256dh}=`, auth: `${keys.auth}==` }
    expect(
      sender().made.check({ endpoint: 'https://fcm.googleapis.com/x', ...padded }),
    ).toBeTruthy()
  })
})

describe('56: what keeps it from starting', () => {
  afterEach(() => vi.unstubAllEnvs())
  const starting = (options: Partial<WebPushOptions>) => () => webPush({ vapid, ...options })
  const withVapid = (change: object) => starting({ vapid: { ...vapid, ...change } })

  test.each([
    ['keys of two pairs', { publicKey: makeVapidKeys().publicKey }, 'publicKey'],
    ['a public key that is none', { publicKey: 'abc' }, 'publicKey'],
    ['a private key that is none', { privateKey: 'abc' }, 'privateKey'],
    ['a private key that is zero', { privateKey: 'A'.repeat(43) }, 'privateKey'],
    ['a missing key', { privateKey: undefined }, 'privateKey'],
    ['a missing subject', { subject: undefined }, 'subject'],
    ['a subject that is no address', { subject: 'support' }, 'subject'],
    ['a subject of another kind', { subject: 'http://example.com' }, 'subject'],
    ['a subject without a mailbox', { subject: 'mailto:example.com' }, 'subject'],
    ['a subject on this machine', { subject: 'mailto:me@localhost' }, 'subject'],
    ['a page on this machine', { subject: 'https://localhost:3000' }, 'subject'],
    ['a page on an address', { subject: 'https://127.0.0.1' }, 'subject'],
  ])('%s', (_what, change, field) => {
    expect(withVapid(change)).toThrow(
      new RegExp(`^webPush cannot send with this VAPID:\\n  vapid\\.${field} .+\\n    .+$`),
    )
  })

  test('a page as subject, and padded keys, are no fault', () => {
    expect(withVapid({ subject: 'https://example.com/contact' })).not.toThrow()
    expect(withVapid({ publicKey: `${vapid.publicKey}=` })().publicKey).toBe(vapid.publicKey)
  })

  test.each([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 60_000 }, 'timeoutMs'],
    [{ connections: 1.5 }, 'connections'],
    [{ services: ['https://push.example.com'] }, 'host name'],
    [{ services: ['push.example.com:8443'] }, 'host name'],
    [{ services: ['Push.example.com'] }, 'host name'],
    [{ services: ['com'] }, 'host name'],
    [{ services: ['10.0.0.1'] }, 'host name'],
    [{ services: ['push.example.com/x'] }, 'host name'],
    [{ services: ['push.example.com.'] }, 'host name'],
  ])('%j', (options, named) => {
    expect(starting(options)).toThrow(named)
  })

  const test_ = (origin: string, ca = 'PEM') => ({ unsafeTestServices: [{ origin, ca }] })

  test.each([
    ['https://10.0.0.1:8443', 'PEM'],
    ['https://push.example.com', 'PEM'],
    ['http://127.0.0.1:8443', 'PEM'],
    ['https://127.0.0.1:8443/push', 'PEM'],
    ['https://127.0.0.1:8443', ''],
  ])('a test service %s with the certificate "%s"', (origin, ca) => {
    expect(starting(test_(origin, ca))).toThrow('must be an origin on this machine')
  })

  test('a test service in production', () => {
    expect(starting(test_('https://127.0.0.1:8443'))().callsTestServices).toBe(true)
    vi.stubEnv('NODE_ENV', 'production')
    expect(starting(test_('https://127.0.0.1:8443'))).toThrow('for tests alone')
    expect(webPush({ vapid }).callsTestServices).toBe(false)
  })
})
