import {
  createRemoteJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jwtAuth, type Viewer } from '../src/index'
import { startServer, type RunningServer } from './support/start-server'
import { SECRET, signToken, tokenOf } from './support/tokens'

const soon = () => Math.floor(Date.now() / 1_000) + 3_600
const person = { sub: 'hanako', role: 'user' }
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with any header, signed with HS256 by any key. */
function forge(header: object, claims: object, key: string): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

describe('a token that is worth nothing', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({
      auth: jwtAuth({ secret: SECRET, issuer: 'otsy', audience: 'chat' }),
    })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const valid = { ...person, iss: 'otsy', aud: 'chat' }
  const claims = { ...valid, exp: soon() }
  const cases: [string, string, () => string | Promise<string>][] = [
    ['unauthenticated', 'is no token', () => 'canary-token'],
    ['unauthenticated', 'is empty', () => ''],
    ['unauthenticated', 'is not signed', () => new UnsecuredJWT(claims).encode()],
    ['unauthenticated', 'says nOnE', () => `${part({ alg: 'nOnE' })}.${part(claims)}.`],
    ['unauthenticated', 'is signed by another', () => signToken(valid, 'x'.repeat(40))],
    ['unauthenticated', 'was changed', async () => (await signToken(valid)).replace(/\.e./, '.eX')],
    ['unauthenticated', 'has another issuer', () => signToken({ ...valid, iss: 'else' })],
    ['unauthenticated', 'has another audience', () => signToken({ ...valid, aud: 'else' })],
    ['unauthenticated', 'names no one', () => signToken({ ...valid, sub: '' })],
    ['unauthenticated', 'names what cannot be stored', () => signToken({ ...valid, sub: 'a\0b' })],
    // It could not be revoked.
    [
      'unauthenticated',
      'has a number for jti',
      () => forge({ alg: 'HS256' }, { ...claims, jti: 5 }, SECRET),
    ],
    ['unauthenticated', 'has an empty jti', () => signToken({ ...valid, jti: '' })],
    [
      'unauthenticated',
      'has a jti that cannot be stored',
      () => signToken({ ...valid, jti: '\0' }),
    ],
    ['unauthenticated', 'has an endless jti', () => signToken({ ...valid, jti: 'x'.repeat(513) })],
    ['unauthenticated', 'has no role', () => signToken({ ...valid, role: undefined })],
    ['unauthenticated', 'has a role of its own', () => signToken({ ...valid, role: 'system' })],
    ['unauthenticated', 'never ends', () => forge({ alg: 'HS256' }, valid, SECRET)],
    ['unauthenticated', 'is not valid yet', () => signToken({ ...valid, nbf: soon() })],
    [
      'unauthenticated',
      'has critical extensions',
      () => forge({ alg: 'HS256', crit: ['b64'], b64: false }, claims, SECRET),
    ],
    ['token_expired', 'is over', () => signToken({ ...valid, exp: 1_000 })],
  ]

  test.each(cases)('%s: one that %s', async (code, _name, make) => {
    const token = await make()
    const answer = await server.call('GET /v1/chat/my-chats', { token })
    expect(answer).toMatchObject({ status: 401, body: { error: { code } } })
    const { data } = await server.socket({ auth: { token } }).refused()
    expect(data).toMatchObject({ error: { code } })
    if (token.length > 20) expect(server.log.text()).not.toContain(token.slice(0, 20))
  })

  test('is refused where there is none, or where it does not belong', async () => {
    const token = await signToken(valid)
    for (const headers of [{}, { authorization: `Basic ${token}` }, { cookie: `token=${token}` }]) {
      const { status } = await server.call('GET /v1/chat/my-chats', { headers })
      expect(status).toBe(401)
    }
    expect((await server.call(`GET /v1/chat/my-chats?token=${token}`)).status).toBe(401)
    const { data } = await server.socket({ query: { token }, auth: { token } }).refused()
    expect(data).toMatchObject({ error: { code: 'unauthenticated' } })
    expect(server.log.text()).not.toContain(token)
  })
})

describe('keys', () => {
  test('are never taken from the header of a token, nor fetched', async () => {
    let fetched = 0
    const thief = createServer((_request, response) => {
      fetched++
      response.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
    const address = thief.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jwks`
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
    await using server = await startServer({
      auth: jwtAuth({ key: publicKey, algorithms: ['RS256'] }),
    })
    const claims = { ...person, exp: soon() }
    const pem = await exportSPKI(publicKey)
    for (const token of [
      forge({ alg: 'HS256' }, claims, pem),
      forge({ alg: 'HS256', jku: url, kid: 'unknown' }, claims, SECRET),
      forge({ alg: 'RS256', jku: url, x5u: url }, claims, SECRET),
      forge({ alg: 'HS256', jwk: { kty: 'oct', k: part({}) } }, claims, SECRET),
    ]) {
      expect((await server.call('GET /v1/chat/my-chats', { token })).status).toBe(401)
    }
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
    expect((await server.call('GET /v1/chat/my-chats', { token })).status).toBe(200)
    expect(fetched).toBe(0)
    await new Promise((resolve) => thief.close(resolve))
  })

  test('that cannot be fetched for now sign nobody out', async () => {
    let isAway = true
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] }
    const issuer = createServer((_request, response) => {
      response.writeHead(isAway ? 502 : 200).end(JSON.stringify(keys))
    })
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
    const { port } = issuer.address() as AddressInfo
    const key = createRemoteJWKSet(new URL(`http://127.0.0.1:${port}/`), { cooldownDuration: 0 })
    await using server = await startServer({ auth: jwtAuth({ key, algorithms: ['RS256'] }) })
    const sign = (kid: string) =>
      new SignJWT({ ...person, exp: soon() })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(privateKey)
    const ask = async (kid: string) =>
      await server.call('GET /v1/chat/my-chats', { token: await sign(kid) })

    const { status, body } = await ask('one')
    expect([status, body]).toMatchObject([503, { error: { code: 'storage_unavailable' } }])
    isAway = false
    expect((await ask('one')).status).toBe(200)
    expect((await ask('another')).status).toBe(401)
    await new Promise((resolve) => issuer.close(resolve))
  })

  test('that are too short are refused at once, with how to make one', () => {
    expect(() => jwtAuth({ secret: 'short' })).toThrow(/needs at least 32.*openssl rand/)
    expect(() => jwtAuth({ secret: '' })).toThrow(/0 bytes/)
  })

  test('may be any function of the host', async () => {
    await using server = await startServer({
      auth: (token) => ({ userId: token, role: 'user', expiresAt: Date.now() + 60_000 }),
    })
    expect((await server.call('GET /v1/chat/my-chats', { token: 'hanako' })).status).toBe(200)
  })

  test('may be a function without types, whose nonsense lets nobody in', async () => {
    const answers = [{ expiresAt: undefined }, { expiresAt: Number.NaN }, { role: 'superuser' }]
    for (const wrong of answers) {
      const viewer = { userId: 'hanako', role: 'user', expiresAt: Date.now() + 60_000, ...wrong }
      await using server = await startServer({ auth: () => viewer as Viewer })
      const { status } = await server.call('GET /v1/chat/my-chats', { token: 'hanako' })
      expect(status).toBe(500)
      expect(server.log.text()).toContain('auth answered a viewer that cannot be')
      expect((await server.socket({ auth: { token: 'hanako' } }).refused()).data).toMatchObject({
        error: { code: 'internal' },
      })
    }
  })

  test('that fail to answer are a fault of ours, told without its story', async () => {
    await using server = await startServer({
      auth: () => Promise.reject(new Error('the key store is away')),
    })
    const answer = await server.call('GET /v1/chat/my-chats', { token: 'canary-token' })
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'internal' } } })
    expect(JSON.stringify(answer.body)).not.toContain('key store')
    expect(server.log.text()).toContain('the key store is away')
    expect(server.log.text()).not.toContain('canary-token')
  })
})

describe('a token that is revoked', () => {
  test('by its id ends that one, by its person all of them, and both cut live sockets', async () => {
    await using server = await startServer()
    const phoneToken = await signToken({ ...person, jti: 'phone' })
    const phone = server.socket({ auth: { token: phoneToken } })
    const desk = server.socket({ auth: { token: await signToken({ ...person, jti: 'desk' }) } })
    await Promise.all([phone.next('connected'), desk.next('connected')])

    const inSeconds = server.otsy.tokens.revoke('phone', Math.floor(Date.now() / 1_000) + 3_600)
    await expect(inSeconds).rejects.toThrow('multiply it by 1,000')
    await server.otsy.tokens.revoke('phone', Date.now() + 3_600_000)
    expect(await phone.next('error')).toMatchObject({ code: 'token_revoked' })
    await phone.closed()
    const answer = await server.call('GET /v1/chat/my-chats', { token: phoneToken })
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'token_revoked' } } })
    await desk.settled()

    const issuedBefore = await signToken({ ...person, iat: Math.floor(Date.now() / 1_000) - 60 })
    await server.otsy.tokens.revokeAllOf('hanako')
    await desk.closed()
    const { data } = await server.socket({ auth: { token: issuedBefore } }).refused()
    expect(data).toMatchObject({ error: { code: 'token_revoked' } })
    const later = { ...person, iat: Math.floor(Date.now() / 1_000) + 2 }
    expect(
      (await server.call('GET /v1/chat/my-chats', { token: await signToken(later) })).status,
    ).toBe(200)
  })

  test('is cut also on a node that no signal reaches', async () => {
    const silent = {
      publish: () => undefined,
      subscribe: () => () => undefined,
      close: () => Promise.resolve(),
    }
    await using first = await startServer()
    await using second = await startServer({ storage: first.storage, bus: silent })
    const socket = second.socket({ auth: { token: await tokenOf('hanako') } })
    await socket.next('connected')
    await first.otsy.tokens.revokeAllOf('hanako')
    await socket.closed()
  })
})
