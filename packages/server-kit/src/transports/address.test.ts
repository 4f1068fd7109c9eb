import { expect, test } from 'vitest'
import { clientAddress } from './address'

test.each([
  ['as it came', '8.8.8.8', undefined, 0, '8.8.8.8'],
  ['as it came, whatever the client claims', '8.8.8.8', '1.1.1.1', 0, '8.8.8.8'],
  ['mapped into IPv6', '::ffff:8.8.8.8', undefined, 0, '8.8.8.8'],
  ['of a network of IPv6', '2a00:1450:4001:81b::200e', undefined, 0, '2a00:1450:4001:81b::/64'],
  ['of a short form of IPv6', '2a00::1', undefined, 0, '2a00:0:0:0::/64'],
  ['private, perhaps of a proxy nobody named', '127.0.0.1', '8.8.8.8', 0, null],
  ['as the one proxy saw it', '10.0.0.1', '1.1.1.1, 8.8.8.8', 1, '8.8.8.8'],
  ['as the outer of two saw it', '10.0.0.1', '9.9.9.9, 8.8.8.8, 10.0.0.2', 2, '8.8.8.8'],
  ['private behind a named proxy', '10.0.0.1', '192.168.1.4', 1, '192.168.1.4'],
  ['missing where a proxy should have named it', '10.0.0.1', undefined, 1, null],
  ['no address', '10.0.0.1', 'unknown', 1, null],
  ['gone', undefined, undefined, 0, null],
])('an address %s', (_name, remote, forwardedFor, proxies, expected) => {
  expect(clientAddress(remote, forwardedFor, proxies)).toBe(expected)
})
