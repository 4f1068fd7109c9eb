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
  let size = 0
  const payloads: number[] = []
  for (const { data, options } of packets) {
    const made = options?.wsPreEncodedFrame
    const payload = made === undefined ? 1 + Buffer.byteLength(data) : 0
    payloads.push(payload)
    size += made === undefined ? headerSize(payload) + payload : sizeOf(made)
  }
  const frames = Buffer.allocUnsafe(size)
  let end = 0
  packets.forEach(({ data, options }, i) => {
    const made = options?.wsPreEncodedFrame
    if (made === undefined) {
      end = writeFrame(frames, end, { text: data, payload: payloads[i] ?? 0 })
      return
    }
    for (const piece of made) {
      frames.set(piece, end)
      end += piece.byteLength
    }
  })
  return frames
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  let size = 0
  for (const { byteLength } of pieces) size += byteLength
  return size
}

/** Answers where the frame ends. */
function writeFrame(
  into: Buffer,
  at: number,
  { text, payload }: { readonly text: string; readonly payload: number },
): number {
  const header = headerSize(payload)
  into[at] = WHOLE_TEXT
  if (header === 2) {
    into[at + 1] = payload
  } else if (header === 4) {
    into[at + 1] = 126
    into.writeUInt16BE(payload, at + 2)
  } else {
    into[at + 1] = 127
    into.writeBigUInt64BE(BigInt(payload), at + 2)
  }
  into[at + header] = MESSAGE
  into.write(text, at + header + 1)
  return at + header + payload
}

/** RFC 6455, 5.2. */
function headerSize(payload: number): 2 | 4 | 10 {
  if (payload < 126) return 2
  return payload < 65_536 ? 4 : 10
}
