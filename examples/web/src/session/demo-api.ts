import { apiUrl } from './api-url'
import type { Persona } from './persona'

export type DemoRole = Persona | 'operator'

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

/** A fresh, short-lived session of one of the demo's people. Development servers alone have it. */
export async function demoSession(as: DemoRole): Promise<DemoSession> {
  const response = await fetch(`${apiUrl}/demo/session?as=${as}`, { cache: 'no-store' })
  return (await okay(response).json()) as DemoSession
}

/** Who there is, for an operator to name. */
export async function demoPeople(): Promise<readonly DemoPerson[]> {
  return (await okay(await fetch(`${apiUrl}/demo/people`)).json()) as DemoPerson[]
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

/** The demo said no: it is not one, or not for this machine. */
export class DemoRefused extends Error {
  override readonly name = 'DemoRefused'
}

function okay(response: Response): Response {
  if (!response.ok) throw new DemoRefused(`The demo server answered ${response.status}.`)
  return response
}
