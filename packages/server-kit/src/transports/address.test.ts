import { expect, test } from 'vitest'
import { clientAddress } from './address'

interface From {
  readonly remote: string | undefined
  readonly forwardedFor: string | undefined
  readonly proxies: number
  readonly expected: string | null
}

test.each<readonly [string, From]>([
  ['as it came', { remote: '8.8.8.8', forwardedFor: undefined, proxies: 0, expected: '8.8.8.8' }],
  [
    'as it came, whatever the client claims',
    { remote: '8.8.8.8', forwardedFor: '1.1.1.1', proxies: 0, expected: '8.8.8.8' },
  ],
  [
    'mapped into IPv6',
    { remote: '::ffff:8.8.8.8', forwardedFor: undefined, proxies: 0, expected: '8.8.8.8' },
  ],
  [
    'of a network of IPv6',
    {
      remote: '2a00:1450:4001:81b::200e',
      forwardedFor: undefined,
      proxies: 0,
      expected: '2a00:1450:4001:81b::/64',
    },
  ],
  [
    'of a short form of IPv6',
    { remote: '2a00::1', forwardedFor: undefined, proxies: 0, expected: '2a00:0:0:0::/64' },
  ],
  [
    'private, perhaps of a proxy nobody named',
    { remote: '127.0.0.1', forwardedFor: '8.8.8.8', proxies: 0, expected: null },
  ],
  [
    'as the one proxy saw it',
    { remote: '10.0.0.1', forwardedFor: '1.1.1.1, 8.8.8.8', proxies: 1, expected: '8.8.8.8' },
  ],
  [
    'as the outer of two saw it',
    {
      remote: '10.0.0.1',
      forwardedFor: '9.9.9.9, 8.8.8.8, 10.0.0.2',
      proxies: 2,
      expected: '8.8.8.8',
    },
  ],
  [
    'private behind a named proxy',
    { remote: '10.0.0.1', forwardedFor: '192.168.1.4', proxies: 1, expected: '192.168.1.4' },
  ],
  [
    'missing where a proxy should have named it',
    { remote: '10.0.0.1', forwardedFor: undefined, proxies: 1, expected: null },
  ],
  ['no address', { remote: '10.0.0.1', forwardedFor: 'unknown', proxies: 1, expected: null }],
  [
    'as the proxy saw it, for a handler that knows no connection',
    { remote: undefined, forwardedFor: '8.8.8.8', proxies: 1, expected: '8.8.8.8' },
  ],
  ['gone', { remote: undefined, forwardedFor: undefined, proxies: 0, expected: null }],
])('an address %s', (_name, { remote, forwardedFor, proxies, expected }) => {
  expect(clientAddress(remote, forwardedFor, proxies)).toBe(expected)
})
