import { BlockList, isIP } from 'node:net'

/** Of machines and networks of the operator's own, as a proxy is. */
const PRIVATE = privateNetworks()

/**
 * Whom an address limit counts against: the address a request came from, or, behind so many proxies
 * of the operator's own, the one the outermost of them saw. An IPv6 network counts as one. null: no
 * limit fits. That is so for private addresses, unless proxies are named: a proxy that nobody
 * named would share one budget among everyone behind it.
 */
export function clientAddress(
  remote: string | undefined,
  forwardedFor: string | undefined,
  proxies: number,
): string | null {
  const forwarded = (forwardedFor ?? '').split(',').map((part) => part.trim())
  // Who asked last is the connection itself, also where nobody knows its address.
  const seen = [...forwarded.filter((part) => part !== ''), remote ?? '']
  // Further to the left stands what the client itself may have made up.
  const claimed = seen.at(-1 - proxies)
  if (claimed === undefined) return null
  const address = claimed.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(address)
  if (version === 0) return null
  if (proxies === 0 && PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6')) return null
  return version === 4 ? address : networkOf(address)
}

/** The first 64 bits, which is what one customer of a provider has. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head.split(':').filter((part) => part !== '')
  const after = (tail ?? '').split(':').filter((part) => part !== '')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const parts = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  const network = parts.slice(0, 4).map((part) => part.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}

function privateNetworks(): BlockList {
  const list = new BlockList()
  for (const [network, bits] of [
    ...([
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
    ] as const),
    ...([
      ['169.254.0.0', 16],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
    ] as const),
  ] as const) {
    list.addSubnet(network, bits, 'ipv4')
  }
  for (const [network, bits] of [
    ['::1', 128],
    ['fc00::', 7],
    ['fe80::', 10],
  ] as const) {
    list.addSubnet(network, bits, 'ipv6')
  }
  return list
}
