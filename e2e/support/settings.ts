import { createECDH, randomBytes } from 'node:crypto'

/** What the reference server needs in its environment, with secrets made for this run alone. */
export function serverSettings(): Record<string, string> {
  const keys = createECDH('prime256v1')
  const publicKey = keys.generateKeys('base64url')
  // A private key that begins with zero bytes comes out short; push libraries want all 32.
  const privateKey = Buffer.concat([Buffer.alloc(32), keys.getPrivateKey()]).subarray(-32)
  return {
    HOST: '127.0.0.1',
    JWT_SECRET: randomBytes(32).toString('base64url'),
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey.toString('base64url'),
    VAPID_SUBJECT: 'mailto:tests@otsy.example',
  }
}
