import { createOtsyClient, type OtsyClient } from '@otsy/client-sdk'
import { apiUrl } from './api-url'
import { demoSession } from './demo-api'
import type { Persona } from './persona'

const clients = new Map<Persona, OtsyClient>()

/** One client per side for as long as the page lives, however often React renders. */
export function clientOf(persona: Persona): OtsyClient {
  const known = clients.get(persona)
  if (known !== undefined) return known
  const client = createOtsyClient({
    url: apiUrl,
    getToken: async () => (await demoSession(persona)).token,
  })
  clients.set(persona, client)
  return client
}
