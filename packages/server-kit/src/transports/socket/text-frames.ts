/** A packet of Engine.IO on its way out. */
export interface EnginePacket {
  readonly type: string
  readonly data?: unknown
  readonly options?: {
    /** Its WebSocket frame in pieces, where it was made once for everyone the packet goes to. */
    readonly wsPreEncodedFrame?: readonly Uint8Array[]
  }
}

export interface TextPacket extends EnginePacket {
  readonly data: string
}

export function isTextPacket(packet: EnginePacket): packet is TextPacket {
  return packet.type === 'message' && typeof packet.data === 'string'
}

/** How Engine.IO marks a message. */
const MESSAGE = '4'.charCodeAt(0)
/** First byte of a text frame that is whole. */
const WHOLE_TEXT = 0x81

/** Packets as WebSocket frames, one after the other, as a server writes them: without a mask. */
export function textFrames(packets: readonly TextPacket[]): Uint8Array {
  return Buffer.concat(
    packets.flatMap(({ data, options }) => options?.wsPreEncodedFrame ?? [frameOf(data)]),
  )
}

function frameOf(text: string): Uint8Array {
  const payload = 1 + Buffer.byteLength(text)
  const header = headerSize(payload)
  const frame = Buffer.allocUnsafe(header + payload)
  frame[0] = WHOLE_TEXT
  if (header === 2) {
    frame[1] = payload
  } else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(payload, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(payload), 2)
  }
  frame[header] = MESSAGE
  frame.write(text, header + 1)
  return frame
}

/** RFC 6455, 5.2. */
function headerSize(payload: number): 2 | 4 | 10 {
  if (payload < 126) return 2
  return payload < 65_536 ? 4 : 10
}
