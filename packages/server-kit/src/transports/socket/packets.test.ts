import fc from 'fast-check'
import { Encoder, PacketType, type Packet } from 'socket.io-parser'
import { describe, expect, test } from 'vitest'
import { nextTurn } from '../../core/turn'
import { Announcement, packetParser } from './packets'
import type { ChatSocket } from './types'

const ours = new packetParser.Encoder()
const theirs = new Encoder()

/** What an announcement writes to a connection, as a text and as a frame. */
function written(announcement: Announcement): { text: string; frame: Buffer } {
  const all: { text: string; frame: Buffer }[] = []
  const write = (text: string, options: { wsPreEncodedFrame: readonly Uint8Array[] }) =>
    all.push({ text, frame: Buffer.concat(options.wsPreEncodedFrame) })
  announcement.tell({ conn: { write } } as unknown as ChatSocket)
  const [only] = all
  if (only === undefined) throw new Error('Nothing was written.')
  return only
}

const typing = (chatId: string) => ({
  chatId,
  userId: 'hanako',
  role: 'user' as const,
  action: 'start' as const,
  timestamp: '2024-01-01T00:00:00.000Z',
  expires_in: 6_000,
})

describe('packets', () => {
  test('are written as Socket.IO writes them', () => {
    const event = fc.record({
      type: fc.constant(PacketType.EVENT),
      data: fc.tuple(fc.string(), fc.jsonValue()),
      id: fc.option(fc.nat(), { nil: undefined }),
    })
    const ack = fc.record({
      type: fc.constant(PacketType.ACK),
      data: fc.tuple(fc.oneof(fc.jsonValue(), fc.record({ ok: fc.boolean(), data: fc.object() }))),
      id: fc.nat(),
    })
    const other = fc.record({
      type: fc.constantFrom(PacketType.CONNECT, PacketType.DISCONNECT, PacketType.CONNECT_ERROR),
      data: fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined }),
    })
    const nsp = fc.constantFrom('/chat', '/', '/other')
    const packets = fc
      .tuple(nsp, fc.oneof(event, ack, other))
      .map(([nsp, packet]) => ({ ...packet, nsp }) as Packet)
    fc.assert(
      fc.property(packets, (packet) => {
        expect(ours.encode({ ...packet })).toEqual(theirs.encode({ ...packet }))
      }),
    )
  })

  test('answer with what was announced in the same turn', () => {
    const payload = typing('か"\n')
    const { text } = written(new Announcement('typing_indicator', payload))
    const event: Packet = {
      type: PacketType.EVENT,
      nsp: '/chat',
      data: ['typing_indicator', payload],
    }
    expect([text]).toEqual(theirs.encode(event))
    const answer: Packet = {
      type: PacketType.ACK,
      nsp: '/chat',
      id: 7,
      data: [{ ok: true, data: payload }],
    }
    expect(ours.encode({ ...answer })).toEqual(theirs.encode({ ...answer }))
  })

  test('remember nothing beyond the turn', async () => {
    const payload = typing('a')
    written(new Announcement('typing_indicator', payload))
    await nextTurn()
    payload.chatId = 'b'
    const { text } = written(new Announcement('typing_indicator', payload))
    expect(text).toContain('"chatId":"b"')
  })

  test('bring their frame beside their text', () => {
    const { text, frame } = written(new Announcement('typing_indicator', typing('か')))
    // A text of 126 bytes and more has its length in two.
    expect([...frame.subarray(0, 2)]).toEqual([0x81, 126])
    expect(frame.readUInt16BE(2)).toBe(frame.length - 4)
    expect(frame.subarray(4).toString()).toBe(`4${text}`)
  })
})
