import { getConnInfo } from '@hono/node-server/conninfo'
import type { OtsyServer } from '@otsy/server-kit'
import { Hono, type Context, type Next } from 'hono'
import { SignJWT } from 'jose'
import { DEMO_ORDER, demoPeople, operator, shopper, type DemoPerson } from './people'

/** A demo token's life: short, so that the page renews it in front of everyone's eyes. */
const TOKEN_LIFE = '15m'
const STATUSES = ['accepted', 'shopping', 'delivering', 'delivered']
/**
 * These routes hand out tokens to whoever asks, so only this machine may ask: by where the connection
 * comes from, and by the name it asked for, which the page of a rebound name cannot choose.
 */
const HERE = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\]|::1)(?::\d+)?$/

export interface DemoRoutesOptions {
  readonly jwtSecret: string
  readonly otsy: OtsyServer<unknown>
  /** Where the server listens: an operator is signed in on a loopback address alone. */
  readonly host: string
}

/** Signing in by choosing a person, and the two things a shop would do by itself. */
export function demoRoutes({ jwtSecret, otsy, host }: DemoRoutesOptions): Hono {
  const app = new Hono()
  // A `Host` header can be forged from elsewhere; what is not listened on can't be reached.
  const people = LOOPBACK.test(host) ? [...demoPeople, operator] : demoPeople
  const key = new TextEncoder().encode(jwtSecret)

  app.use('/demo/*', onlyThisMachine)
  app.get('/demo/people', (c) => c.json(demoPeople))
  app.get('/demo/session', async (c) => {
    const as = c.req.query('as')
    const person = people.find((one) => one.as === as)
    if (person === undefined && as === operator.as) {
      return c.json({ error: 'Only while the demo listens on HOST=127.0.0.1.' }, 403)
    }
    if (person === undefined) {
      return c.json({ error: 'as must be customer, shopper or operator' }, 400)
    }
    const { id, name, role } = person
    return c.json({
      token: await tokenFor(person, key),
      user: { id, name, role },
      order_id: DEMO_ORDER,
    })
  })
  app.post('/demo/order-status', async (c) => {
    const { status } = await c.req.json<{ status?: unknown }>().catch(() => ({ status: undefined }))
    if (typeof status !== 'string' || !STATUSES.includes(status)) {
      return c.json({ error: `status must be one of ${STATUSES.join(', ')}` }, 400)
    }
    return c.json(await otsy.orders.update(DEMO_ORDER, { status }))
  })
  app.post('/demo/receipt', async (c) => {
    const chat = await otsy.chat.ofOrder(DEMO_ORDER)
    const receipt = {
      url: `https://example.com/receipts/${DEMO_ORDER}.pdf`,
      sharedBy: shopper.id,
      details: { store: 'スーパーオツィ', total: 3_480, currency: 'JPY' },
    }
    return c.json(await otsy.receipts.share(chat.id, receipt))
  })
  return app
}

async function onlyThisMachine(c: Context, next: Next): Promise<Response | undefined> {
  const host = c.req.header('host') ?? ''
  const origin = c.req.header('origin')
  const isOwnPage = origin === undefined || origin === `http://${host}`
  const isHere = HERE.test(getConnInfo(c).remote.address ?? '')
  if (!isHere || !LOOPBACK.test(host) || !isOwnPage)
    return c.json({ error: 'Only from this machine.' }, 403)
  c.header('cache-control', 'no-store')
  await next()
  return undefined
}

function tokenFor({ id, name, role }: DemoPerson, key: Uint8Array): Promise<string> {
  return new SignJWT({ role, name, locale: 'ja' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(TOKEN_LIFE)
    .sign(key)
}
