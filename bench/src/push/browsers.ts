import { createECDH, randomBytes } from 'node:crypto'

export interface BrowserKeys {
  readonly p256dh: string
  readonly auth: string
}

/** Keys as so many browsers would have them. */
export function browserKeys(count: number): BrowserKeys[] {
  return Array.from({ length: count }, () => ({
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  }))
}
