import type { PersonInfo } from '@otsy/server-kit'

export interface DemoPerson {
  readonly as: 'customer' | 'shopper' | 'operator'
  readonly id: string
  readonly name: string
  readonly role: 'user' | 'shopper' | 'admin'
}

export const customer: DemoPerson = {
  as: 'customer',
  id: 'demo-customer',
  name: '田中',
  role: 'user',
}

export const shopper: DemoPerson = {
  as: 'shopper',
  id: 'demo-shopper',
  name: '佐藤',
  role: 'shopper',
}

/** Sends to everyone and sees everything: signed in only where nobody else can ask. */
export const operator: DemoPerson = {
  as: 'operator',
  id: 'demo-operator',
  name: '運営',
  role: 'admin',
}

export const DEMO_ORDER = 'order-1001'

/** Those of the order. */
export const demoPeople: readonly DemoPerson[] = [customer, shopper]

/** The demo's users table. */
export function resolveDemoUsers(
  userIds: readonly string[],
): Promise<ReadonlyMap<string, PersonInfo>> {
  const known = demoPeople.filter(({ id }) => userIds.includes(id))
  return Promise.resolve(new Map(known.map(({ id, name }) => [id, { name, locale: 'ja' }])))
}
