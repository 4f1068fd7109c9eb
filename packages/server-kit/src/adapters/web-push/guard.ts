import { isIP } from 'node:net'
import { isPublic } from './addresses'

/** The push services of the browsers, with their subdomains. */
const KNOWN_HOSTS = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  'updates.push.services.mozilla.com',
  'web.push.apple.com',
  'notify.windows.com',
] as const

const LONGEST_ENDPOINT = 2_048

/** A push service on this machine, with the certificate that vouches for it: for tests alone. */
export interface TestService {
  /** Such as `https://127.0.0.1:8443`. */
  readonly origin: string
  /** PEM. No other certificate is trusted there. */
  readonly ca: string
}

export interface GuardOptions {
  readonly services: readonly string[] | 'open'
  readonly testServices: readonly TestService[]
}

export type Verdict =
  { readonly url: URL; readonly test: TestService | null } | { readonly why: string }

/**
 * Which addresses this server calls. An endpoint is an address a stranger names, so only the push services
 * of the browsers are called, whatever the address looks like.
 */
export class EndpointGuard {
  readonly #hosts: readonly string[]
  readonly #isOpen: boolean
  readonly #tests: ReadonlyMap<string, TestService>

  constructor({ services, testServices }: GuardOptions) {
    this.#isOpen = services === 'open'
    this.#hosts = [...KNOWN_HOSTS, ...(services === 'open' ? [] : services)]
    this.#tests = new Map(testServices.map((service) => [service.origin, service]))
  }

  /** Judges the address as it is written; where its name leads is judged at each connection. */
  judge(endpoint: string): Verdict {
    if (endpoint.length > LONGEST_ENDPOINT) {
      return { why: `must have at most ${LONGEST_ENDPOINT} characters` }
    }
    // The parser would drop or turn these, and what was looked at would not be what is called.
    if (/[\s\\\p{Cc}]/u.test(endpoint) || !URL.canParse(endpoint)) return { why: 'is no address' }
    const url = new URL(endpoint)
    if (url.protocol !== 'https:') return { why: 'must begin with https://' }
    if (url.username !== '' || url.password !== '') return { why: 'must not hold a user' }
    const test = this.#tests.get(url.origin)
    if (test !== undefined) return { url, test }
    if (url.port !== '') return { why: 'must not name a port' }
    if (!this.#isAllowed(url.hostname)) return { why: 'is not of a push service this server calls' }
    return { url, test: null }
  }

  #isAllowed(hostname: string): boolean {
    if (this.#hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))) return true
    if (!this.#isOpen || hostname.endsWith('.')) return false
    const bare = hostname.replace(/^\[|\]$/g, '')
    return isIP(bare) !== 0 ? isPublic(bare) : hostname.includes('.')
  }
}

/** Throws for what is no list of host names. */
export function checkServices(services: readonly string[] | 'open'): void {
  if (services === 'open') return
  for (const host of services) {
    if (isHostName(host)) continue
    throw new Error(
      `webPush was given the push service "${host}", which is no host name. Write the name alone, ` +
        'in lower case, such as push.example.com; its subdomains are allowed with it.',
    )
  }
}

function isHostName(text: string): boolean {
  const url = `https://${text}/`
  return (
    text.includes('.') &&
    isIP(text) === 0 &&
    !text.endsWith('.') &&
    URL.canParse(url) &&
    new URL(url).href === url &&
    new URL(url).host === text &&
    new URL(url).port === ''
  )
}

/** Throws where a test's push service could be reached by anything but a test. */
export function checkTestServices(services: readonly TestService[]): void {
  if (services.length === 0) return
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'webPush was given unsafeTestServices with NODE_ENV=production. They let strangers make this ' +
        'server call itself and are for tests alone: leave them out.',
    )
  }
  for (const { origin, ca } of services) {
    const isHere = /^https:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/.test(origin)
    if (isHere && URL.canParse(origin) && new URL(origin).origin === origin && ca !== '') continue
    throw new Error(
      `webPush was given the test service "${origin}". It must be an origin on this machine, such as ` +
        'https://127.0.0.1:8443, with the PEM of the certificate that vouches for it as ca.',
    )
  }
}
