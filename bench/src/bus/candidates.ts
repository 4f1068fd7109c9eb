import { createAdapter } from '@socket.io/redis-adapter'
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter'
import type { Bus, Signal } from '@otsy/server-kit'
import { postgresBus } from '@otsy/server-kit/postgres'
import { redisBus } from '@otsy/server-kit/redis'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { CarriedBus } from '../../../packages/server-kit/src/core/fanout/carried-bus'
import type { Name } from './names'

export interface Addresses {
  readonly redis: string
  readonly postgres: string
}

/** Publishes and hears; calls `ready` when it does. */
export type Candidate = (
  addresses: Addresses,
  ready: () => void,
) => Pick<Bus, 'publish' | 'subscribe'>

const CHANNEL = 'signals'
const NODE = `${process.pid}`

export const candidates: Readonly<Record<Name, Candidate>> = {
  'pub/sub, a PUBLISH each': ({ redis }, ready) => {
    const client = new Redis(redis)
    return plain({
      send: (text) => void client.publish(CHANNEL, text),
      hear(text) {
        const subscriber = new Redis(redis)
        subscriber.on('message', (_channel, message) => text(message))
        void subscriber.subscribe(CHANNEL).then(ready)
      },
    })
  },
  'pub/sub, gathered (redisBus)': ({ redis }, ready) =>
    whenHearing(redisBus({ client: new Redis(redis) }), ready),
  'stream, an XADD each': ({ redis }, ready) => {
    const client = new Redis(redis)
    return plain({
      send: (text) => void client.xadd(CHANNEL, 'MAXLEN', '~', 10_000, '*', 's', text),
      hear: (text) => void follow(new Redis(redis), text, ready),
    })
  },
  'stream, gathered': ({ redis }, ready) => {
    const client = new Redis(redis)
    const bus = new CarriedBus({
      send: async (text) =>
        void (await client.xadd(CHANNEL, 'MAXLEN', '~', 10_000, '*', 's', text)),
      start: (ear) => void follow(new Redis(redis), ear.text, ear.up),
      close: async () => {},
    })
    return whenHearing(bus, ready)
  },
  '@socket.io/redis-adapter': ({ redis }, ready) => {
    const client = new Redis(redis)
    const subscriber = client.duplicate()
    subscriber.once('ready', () => setTimeout(ready, 500))
    return overSocketIo(new Server({ adapter: createAdapter(client, subscriber) }))
  },
  '@socket.io/redis-streams-adapter': ({ redis }, ready) => {
    const client = new Redis(redis)
    client.once('ready', () => setTimeout(ready, 500))
    return overSocketIo(new Server({ adapter: createStreamsAdapter(client) }))
  },
  'LISTEN/NOTIFY, gathered (postgresBus)': ({ postgres }, ready) =>
    whenHearing(postgresBus({ connectionString: postgres }), ready),
}

function whenHearing(bus: Bus, ready: () => void): Bus {
  bus.subscribe((heard) => {
    if (heard.kind === 'gap') ready()
  })
  return bus
}

/** The least that any bus must do: tell its own node itself, and not hear itself again. */
function plain(carrier: {
  readonly send: (text: string) => void
  readonly hear: (text: (text: string) => void) => void
}): ReturnType<Candidate> {
  const listeners = new Set<(signal: Signal) => void>()
  carrier.hear((text) => {
    const [node, signal] = JSON.parse(text) as [string, Signal]
    if (node !== NODE) for (const listener of listeners) listener(signal)
  })
  return {
    publish(signal) {
      for (const listener of listeners) listener(signal)
      carrier.send(JSON.stringify([NODE, signal]))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function overSocketIo(io: Server): ReturnType<Candidate> {
  return {
    publish: (signal) => void io.serverSideEmit('signal', signal),
    subscribe(listener) {
      io.on('signal', listener)
      return () => io.off('signal', listener)
    },
  }
}

async function follow(client: Redis, text: (text: string) => void, ready: () => void) {
  let last = '$'
  const [newest] = await client.xrevrange(CHANNEL, '+', '-', 'COUNT', 1)
  if (newest !== undefined) last = newest[0]
  else last = '0'
  ready()
  for (;;) {
    const answer = await client.xread('COUNT', 100, 'BLOCK', 5_000, 'STREAMS', CHANNEL, last)
    for (const [, entries] of answer ?? []) {
      for (const [id, fields] of entries) {
        last = id
        text(fields[1] ?? '')
      }
    }
  }
}
