import { Decoder, Encoder, PacketType, type Packet as Theirs } from 'socket.io-parser'
import { describe, expect, it } from 'vitest'
import { decodePacket, encodeConnect, encodeDisconnect, encodeEvent } from './packet'

const nsp = '/chat'

/** What Socket.IO's own encoder makes of a packet, in Engine.IO's frame. */
const theirs = (packet: Omit<Theirs, 'nsp'>) =>
  `4${String(new Encoder().encode({ nsp, ...packet })[0])}`

function readByThem(text: string): Theirs {
  const read: Theirs[] = []
  const decoder = new Decoder()
  decoder.on('decoded', (packet: Theirs) => read.push(packet))
  decoder.add(text.slice(1))
  const [packet] = read
  if (packet === undefined) throw new Error('They read nothing.')
  return packet
}

describe('packets', () => {
  it('of Socket.IO are read as it means them', () => {
    const data = ['new_message', { content: 'a,b [1] 「こんにちは」' }]
    expect(decodePacket(theirs({ type: PacketType.EVENT, data }), nsp)).toEqual({
      type: 'event',
      name: 'new_message',
      payload: data[1],
    })
    expect(
      decodePacket(theirs({ type: PacketType.ACK, id: 12, data: [{ ok: true }] }), nsp),
    ).toEqual({ type: 'ack', id: 12, answer: { ok: true } })
    const connect = theirs({ type: PacketType.CONNECT, data: { sid: 'x' } })
    expect(decodePacket(connect, nsp)).toEqual({ type: 'connected' })
    const refusal = { message: 'no', data: { error: { code: 'token_expired' } } }
    expect(decodePacket(theirs({ type: PacketType.CONNECT_ERROR, data: refusal }), nsp)).toEqual({
      type: 'refused',
      data: refusal,
    })
    expect(decodePacket(theirs({ type: PacketType.DISCONNECT, data: undefined }), nsp)).toEqual({
      type: 'close',
    })
  })

  it('of ours are read by Socket.IO as we mean them', () => {
    expect(readByThem(encodeConnect(nsp, { token: 't' }))).toMatchObject({
      type: PacketType.CONNECT,
      nsp,
      data: { token: 't' },
    })
    const event = ['send_message', { chatId: 'c' }] as const
    expect(readByThem(encodeEvent(nsp, event, 7))).toMatchObject({
      type: PacketType.EVENT,
      nsp,
      id: 7,
      data: event,
    })
    expect(readByThem(encodeEvent(nsp, event, null)).id).toBeUndefined()
    expect(readByThem(encodeDisconnect(nsp))).toMatchObject({ type: PacketType.DISCONNECT, nsp })
  })

  it('of the transport are told apart', () => {
    const open = '0{"sid":"x","pingInterval":25000,"pingTimeout":20000,"maxPayload":1}'
    expect(decodePacket(open, nsp)).toEqual({
      type: 'open',
      pingInterval: 25_000,
      pingTimeout: 20_000,
    })
    expect(decodePacket('2', nsp)).toEqual({ type: 'ping' })
    expect(decodePacket('1', nsp)).toEqual({ type: 'close' })
  })

  it('that mean nothing here are let pass', () => {
    for (const text of [
      '',
      '6',
      '42["no namespace"]',
      '42/other,["x"]',
      '42/chat,[]',
      '42/chat,{}',
    ])
      expect(decodePacket(text, nsp)).toEqual({ type: 'unknown' })
  })

  it('that are none are a fault', () => {
    for (const text of ['42/chat,["x"', '0nonsense', '43/chat,1['])
      expect(() => decodePacket(text, nsp)).toThrow(SyntaxError)
  })
})
