import { createOtsyClient, type OtsyClient } from '@otsy/client-sdk'
import { apiUrl } from './api-url'
import { demoSession, type DemoRole } from './demo-api'
import type { Persona } from './persona'

const clients = new Map<DemoRole, OtsyClient>()

/** One client per side for as long as the page lives, however often React renders. */
export function clientOf(role: DemoRole): OtsyClient {
  const known = clients.get(role)
  if (known !== undefined) return known
  const client = createOtsyClient({
    url: apiUrl,
    getToken: async () => (await demoSession(role)).token,
    ...(role !== 'operator' && { push: pushOf(role) }),
  })
  clients.set(role, client)
  return client
}

/**
 * Two people share this origin, which no real app does: each has a worker of its own, so that both can be
 * told in one browser, and the worker says on whose side a click leads.
 */
function pushOf(persona: Persona) {
  const routes = new URLSearchParams({
    chat: `/chat/{id}?as=${persona}`,
    order: `/orders/{id}?as=${persona}`,
  })
  return { serviceWorker: `/otsy-sw.js?${routes.toString()}`, scope: `/${persona}` }
}
