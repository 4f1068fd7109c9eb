import { NAMESPACE, type ServerEventName, type ServerPayload } from '@otsy/protocol'
import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser'
import { textFrames } from './text-frames'
import type { ChatSocket } from './types'

/**
 * What a turn of the event loop says more than once, as JSON: a message is the answer to its sender and an
 * event for everyone in the chat.
 */
class TurnTexts {
  #texts = new Map<unknown, string>()

  of(value: object): string {
    const known = this.#texts.get(value)
    if (known !== undefined) return known
    const text = JSON.stringify(value)
    if (this.#texts.size === 0) setImmediate(() => this.#texts.clear())
    this.#texts.set(value, text)
    return text
  }

  find(value: unknown): string | undefined {
    return this.#texts.get(value)
  }
}

const texts = new TurnTexts()

/** As Socket.IO's own, which looks through each packet for binary data; here is none. */
class PlainEncoder extends Encoder {
  override encode(packet: Packet): string[] {
    const { type, nsp } = packet
    if (nsp !== NAMESPACE || (type !== PacketType.ACK && type !== PacketType.EVENT)) {
      return super.encode(packet) as string[]
    }
    return [`${type}${nsp},${packet.id ?? ''}${argumentsOf(packet.data as readonly unknown[])}`]
  }
}

function argumentsOf(data: readonly unknown[]): string {
  const [answer] = data
  if (isAnswer(answer)) {
    const told = texts.find(answer.data)
    if (told !== undefined) return `[{"ok":true,"data":${told}}]`
  }
  return JSON.stringify(data)
}

function isAnswer(value: unknown): value is { readonly ok: true; readonly data: unknown } {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === true
}

/** How Socket.IO writes and reads packets here. */
export const packetParser = { Encoder: PlainEncoder, Decoder }

/** An event for many, written once. */
export class Announcement<E extends ServerEventName = ServerEventName> {
  readonly #text: string
  readonly #frame: Uint8Array

  constructor(event: E, payload: ServerPayload<E>) {
    this.#text = `${PacketType.EVENT}${NAMESPACE},["${event}",${texts.of(payload)}]`
    this.#frame = textFrames([{ type: 'message', data: this.#text }])
  }

  tell({ conn }: ChatSocket): void {
    // Engine.IO takes the frame where the connection is a WebSocket, and the text where it is not.
    const options = { compress: false, wsPreEncodedFrame: [this.#frame] }
    conn.write(this.#text, options)
  }
}
