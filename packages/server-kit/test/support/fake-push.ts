import { createHash } from 'node:crypto'
import {
  OtsyError,
  type PushAnswer,
  type PushMessage,
  type PushSender,
  type PushTarget,
} from '../../src/index'
import { Signals } from './signals'

export interface Push {
  readonly endpoint: string
  readonly message: PushMessage
  readonly payload: Record<string, unknown>
}

/** Stands where the push services are: takes everything unless told otherwise. */
export class FakePush implements PushSender {
  readonly publicKey = 'the-public-key'
  readonly maxPayloadBytes = 3_993
  readonly keyHash: string
  readonly sent = new Signals<Push>()
  /** What the push service says to a device. */
  answer: (target: PushTarget) => PushAnswer | Promise<PushAnswer> = () => ({ outcome: 'accepted' })

  constructor(keyHash = 'hash-of-the-key') {
    this.keyHash = keyHash
  }

  check({ endpoint }: PushTarget) {
    const { origin, hostname, protocol } = new URL(endpoint)
    if (protocol !== 'https:' || !hostname.endsWith('.push.test')) {
      throw new OtsyError('invalid_input', {
        details: [{ path: 'endpoint', message: 'is no push service' }],
      })
    }
    return { origin, allowsSilent: hostname.startsWith('silent.') }
  }

  async send(target: PushTarget, message: PushMessage): Promise<PushAnswer> {
    const payload = JSON.parse(message.payload) as Record<string, unknown>
    this.sent.say({ endpoint: target.endpoint, message, payload })
    return await this.answer(target)
  }

  secretOf(subscriptionId: string): string {
    return createHash('sha256').update(`secret of ${subscriptionId}`).digest('base64url')
  }

  async close(): Promise<void> {}
}
