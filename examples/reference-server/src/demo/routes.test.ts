import { createOtsyServer } from '@otsy/server-kit'
import { expect, test } from 'vitest'
import { storageOf } from '../storage'
import { demoRoutes } from './routes'

const storage = await storageOf({ kind: 'memory' })
const otsy = createOtsyServer({ storage, auth: () => Promise.reject(new Error()) })
const routes = demoRoutes({ jwtSecret: 'x'.repeat(32), otsy, host: '0.0.0.0' })

async function statusFor(remoteAddress: string, host: string): Promise<number> {
  const env = { incoming: { socket: { remoteAddress } } }
  const { status } = await routes.request('/demo/session?as=customer', { headers: { host } }, env)
  return status
}

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])(
  '%s is this machine',
  async (address) => {
    expect(await statusFor(address, 'localhost:4000')).toBe(200)
  },
)

test.each(['192.0.2.7', '10.0.0.2', '::ffff:192.0.2.7', '2001:db8::1', ''])(
  '%s is none, whatever name it asks for',
  async (address) => {
    expect(await statusFor(address, 'localhost:4000')).toBe(403)
  },
)
