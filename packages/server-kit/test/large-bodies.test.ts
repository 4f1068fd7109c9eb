import express from 'express'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { memoryStorage } from '../src/adapters/memory/index'
import { createOtsyServer, jwtAuth, type OtsyServer } from '../src/index'
import { toExpress } from '../src/transports/mounts/express'
import { recordLog } from './support/log'
import { SECRET, tokenOf } from './support/tokens'

/** Serves on a port of 127.0.0.1; answers how to stop. */
type Mount = (otsy: OtsyServer<never>) => Promise<{ url: string; stop(): Promise<void> }>

const onServer =
  (
    make: (otsy: OtsyServer<never>) => ReturnType<typeof createServer>,
    isAttached: boolean,
  ): Mount =>
  async (otsy) => {
    const server = make(otsy)
    if (isAttached) await otsy.attach(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const stop = () => new Promise<void>((resolve) => void server.close(() => resolve()))
    return { url: `http://127.0.0.1:${port}`, stop }
  }

const mounts: [string, Mount][] = [
  ['listen()', async (otsy) => ({ ...(await otsy.listen(0)), stop: async () => undefined })],
  ['attach()', onServer(() => createServer((_, response) => void response.end()), true)],
  ['Express', onServer((otsy) => createServer(express().use(toExpress(otsy))), false)],
]

test.each(mounts)(
  'a sender that does not say how much it sends hears 413, on %s',
  async (_, mount) => {
    const otsy = createOtsyServer<never>({
      ...{ storage: memoryStorage(), auth: jwtAuth({ secret: SECRET }), logger: recordLog() },
      limits: { rate: false },
    })
    const { url, stop } = await mount(otsy)
    const authorization = `Bearer ${await tokenOf('hanako')}`
    const chunk = new Uint8Array(10_000).fill(32)
    const send = async (chunks: number) => {
      let left = chunks
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
      })
      const answer = await fetch(`${url}/v1/chat`, {
        ...{ method: 'POST', body, duplex: 'half' },
        headers: { authorization, 'content-type': 'application/json' },
      })
      return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code]
    }
    for (const chunks of [40, 100, 400]) {
      for (let i = 0; i < 5; i++) expect(await send(chunks)).toEqual([413, 'payload_too_large'])
    }
    await otsy.close()
    await stop()
  },
)
