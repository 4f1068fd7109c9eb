import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto'

/** What a browser keeps of a subscription, to read what is sent to it. */
export interface PushBrowser {
  readonly p256dh: string
  readonly auth: string
  /** The text of a body as RFC 8291 says; throws for what was not meant for this browser. */
  read(body: Buffer): string
}

export function pushBrowser(): PushBrowser {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  return browserOf(keys, randomBytes(16))
}

export function browserOf(keys: ECDH, auth: Buffer): PushBrowser {
  return {
    p256dh: keys.getPublicKey('base64url'),
    auth: auth.toString('base64url'),
    read(body) {
      const [salt, sender] = [body.subarray(0, 16), body.subarray(21, 21 + body.readUInt8(20))]
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender])
      const shared = derive({ salt: auth, secret: keys.computeSecret(sender), info, length: 32 })
      const part = (name: string, length: number) =>
        derive({ salt, secret: shared, info: Buffer.from(`Content-Encoding: ${name}\0`), length })
      const sealed = body.subarray(21 + sender.length)
      const cipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12))
      cipher.setAuthTag(sealed.subarray(-16))
      const padded = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
      const end = padded.lastIndexOf(2)
      if (padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('Badly padded.')
      return padded.subarray(0, end).toString()
    },
  }
}

interface Derivation {
  readonly salt: Buffer
  readonly secret: Buffer
  readonly info: Buffer
  readonly length: number
}

function derive({ salt, secret, info, length }: Derivation): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}
