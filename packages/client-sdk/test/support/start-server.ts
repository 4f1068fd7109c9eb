import {
  createOtsyServer,
  jwtAuth,
  type Authenticator,
  type Authorize,
  type NotificationOptions,
  type OtsyServer,
  type Storage,
} from '@otsy/server-kit'
import { memoryStorage } from '@otsy/server-kit/memory'
import { SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

const SECRET = 'a secret of at least thirty-two bytes, for tests alone'

const nothing = () => undefined

export interface TestServer {
  readonly url: string
  readonly otsy: OtsyServer<never>
  stop(): Promise<void>
}

export interface TestServerOptions {
  readonly storage?: Storage<never>
  /** Puts another authenticator around the one for the tests' tokens. */
  readonly auth?: (tokens: Authenticator) => Authenticator
  readonly authorize?: Authorize
  readonly notifications?: NotificationOptions
  /** Default: any free one. */
  readonly port?: number
}

/** The real server on a port of its own. It stops with the test. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const tokens = jwtAuth({ secret: SECRET })
  const otsy = createOtsyServer({
    storage: options.storage ?? memoryStorage(),
    auth: options.auth?.(tokens) ?? tokens,
    verifyOrder: () => true,
    ...(options.authorize && { authorize: options.authorize }),
    ...(options.notifications && { notifications: options.notifications }),
    limits: { rate: false },
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    mode: 'development',
  })
  const { url } = await otsy.listen(options.port ?? 0, '127.0.0.1')
  let stopping: Promise<void> | null = null
  const stop = () => (stopping ??= otsy.close())
  onTestFinished(stop)
  return { url, otsy, stop }
}

/** A token as a host would make it. */
export async function tokenOf(
  userId: string,
  { role = 'user', expiresIn = '1h' }: { readonly role?: string; readonly expiresIn?: string } = {},
): Promise<string> {
  return await new SignJWT({ role, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(SECRET))
}
