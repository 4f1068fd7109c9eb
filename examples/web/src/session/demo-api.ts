import { apiUrl } from './api-url'
import type { Persona } from './persona'

export interface DemoPerson {
  readonly id: string
  readonly name: string
  readonly role: string
}

export interface DemoSession {
  readonly token: string
  readonly user: DemoPerson
  readonly order_id: string
}

/** A fresh, short-lived session of one of the two demo people. Development servers alone have it. */
export async function demoSession(as: Persona): Promise<DemoSession> {
  const response = await fetch(`${apiUrl}/demo/session?as=${as}`, { cache: 'no-store' })
  return (await okay(response).json()) as DemoSession
}

/** What the demo lets the shopper's buttons ask of the host's own code. */
export function advanceOrder(status: string): Promise<void> {
  return post('order-status', { status })
}

export function shareReceipt(): Promise<void> {
  return post('receipt', {})
}

async function post(what: string, body: object): Promise<void> {
  const response = await fetch(`${apiUrl}/demo/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  okay(response)
}

function okay(response: Response): Response {
  if (!response.ok) throw new Error(`The demo server answered ${response.status}.`)
  return response
}
