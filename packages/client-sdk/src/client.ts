import type { OtsyClient } from './api/client'
import type { OtsyClientOptions } from './api/options'

/** Makes a client. Nothing runs before it is first used. */
export function createOtsyClient(options: OtsyClientOptions): OtsyClient {
  throw new Error(`No client for ${options.url} yet`)
}
