import type { Viewer } from './identity/viewer'
import { OtsyError } from './errors'

/** On whose behalf something is done: a person's token, or the host's own code. */
export type Caller =
  { readonly kind: 'host' } | { readonly kind: 'viewer'; readonly viewer: Viewer }

export const HOST: Caller = { kind: 'host' }

/** The person behind a call that makes sense only for a person. Throws `forbidden` for the host. */
export function personOf(caller: Caller): Viewer {
  if (caller.kind === 'viewer') return caller.viewer
  throw new OtsyError('forbidden', { message: 'This needs a person, not the host.' })
}

/** Whether the caller stands above membership: the host and admins. */
export function isPrivileged(caller: Caller): boolean {
  return caller.kind === 'host' || caller.viewer.role === 'admin'
}
