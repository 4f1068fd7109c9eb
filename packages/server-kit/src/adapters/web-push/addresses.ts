import ipaddr from 'ipaddr.js'
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns'

/** Thrown where a name leads to none but addresses this server does not call. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress'

  constructor() {
    super('The name leads to no public address.')
  }
}

/** Where Azure answers its machines, in the midst of public addresses. */
const AZURE_WIRE_SERVER = '168.63.129.16'
/** All of the internet's IPv6; what is outside translates, tunnels or stays inside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** Whether an IP address may be called: a public one that is not IPv4 in the clothes of IPv6. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || address === AZURE_WIRE_SERVER) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST)
}

export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

export type Lookup = (
  hostname: string,
  options: LookupOptions,
  callback: (
    error: Error | null,
    address: string | LookupAddress[],
    family?: number | undefined,
  ) => void,
) => void

/**
 * A `lookup` for `net.connect`, which dials what it answers and nothing else: a name cannot lead
 * elsewhere between the check and the call.
 */
export function publicLookup(resolve: Resolve = lookup): Lookup {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const allowed = found.filter(({ address }) => isPublic(address))
      const [first] = allowed
      if (first === undefined) callback(new PrivateAddress(), [])
      else if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}
