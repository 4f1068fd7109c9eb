import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

export interface Proxy {
  readonly url: string
  /** `false` breaks every connection and takes no new ones. */
  pass(passes: boolean): void
}

/** The line between one device and the server, which can be cut. */
export async function createProxy(target: string): Promise<Proxy> {
  const port = Number(new URL(target).port)
  const ends = new Set<Socket>()
  let isPassing = true
  const server = createServer((near) => {
    if (!isPassing) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => end.destroy())
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const end of [...ends]) end.destroy()
  }
  onTestFinished(() => {
    cut()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pass(passes) {
      isPassing = passes
      if (!passes) cut()
    },
  }
}
