import { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { memoryStorage } from './adapters/memory/index'
import { recordLog } from '../test/support/log'
import { postgresStorage } from './adapters/sql/postgres'
import { createOtsyServer } from './server'
import type { OtsyServerOptions } from './options'

const create = (options: Partial<OtsyServerOptions<never>>) =>
  createOtsyServer<never>({
    storage: memoryStorage(),
    auth: () => Promise.reject(new Error()),
    mode: 'development',
    logger: recordLog(),
    ...options,
  })

describe('options that cannot work are named', () => {
  test.each<[string, Partial<OtsyServerOptions<never>>]>([
    ['headCheckMs is 0', { headCheckMs: 0 }],
    ['headCheckMs is NaN', { headCheckMs: Number.NaN }],
    ['headCheckMs is Infinity', { headCheckMs: Number.POSITIVE_INFINITY }],
    ['headCheckMs is 3000000000', { headCheckMs: 3_000_000_000 }],
    ['hostTimeoutMs is 0', { hostTimeoutMs: 0 }],
    ['editWindowMs is -1', { editWindowMs: -1 }],
    ['editWindowMs is NaN', { editWindowMs: Number.NaN }],
    ['limits.textLength is 0', { limits: { textLength: 0 } }],
    ['limits.rate.points is 0', { limits: { rate: { points: 0, seconds: 10 } } }],
    ['limits.rate.points is 1.5', { limits: { rate: { points: 1.5, seconds: 10 } } }],
    ['limits.rate.seconds is -1', { limits: { rate: { points: 1, seconds: -1 } } }],
  ])('%s', (words, options) => {
    expect(() => create(options)).toThrow(words)
  })

  test('and those that can are taken', () => {
    const window = { editWindowMs: Number.POSITIVE_INFINITY, headCheckMs: 1 }
    expect(() => create({ ...window, limits: { rate: false, textLength: 1 } })).not.toThrow()
    expect(() => create({ limits: { rate: { points: 1, seconds: 1 } } })).not.toThrow()
  })

  test.each([0, 1, 1.5])('maxConnections: %d leaves none to work with', (maxConnections) => {
    const connectionString = 'postgres://127.0.0.1:1/none'
    expect(() => postgresStorage({ connectionString, maxConnections })).toThrow(
      `maxConnections is ${maxConnections}`,
    )
    const pool = new Pool({ connectionString, max: 1 })
    expect(() => postgresStorage({ pool })).toThrow("The pool's max is 1")
    expect(() => postgresStorage({ pool, listen: false })).not.toThrow()
  })
})

describe('a server that was closed', () => {
  test('does not open its storage again', async () => {
    const storage = memoryStorage()
    let opened = 0
    const open = () => {
      opened++
      return storage.open()
    }
    const otsy = create({ storage: { ...storage, open } })
    await otsy.close()
    const message = 'This server was closed; make another one with createOtsyServer.'
    const refusal = { code: 'shutting_down', message }
    await expect(otsy.start()).rejects.toMatchObject(refusal)
    await expect(otsy.listen(0)).rejects.toMatchObject(refusal)
    await expect(otsy.chat.get('c')).rejects.toMatchObject(refusal)
    const answer = await otsy.handler(new Request('http://127.0.0.1/v1/chat/my-chats'))
    expect(answer.status).toBe(503)
    expect(opened).toBe(0)
  })
})
