import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'

const CONFIGURATION = fileURLToPath(new URL('../haproxy.cfg', import.meta.url))
const MISSING =
  'The cluster needs HAProxy, 2.4 or newer: apt-get install haproxy, or name one of your own in ' +
  'OTSY_HAPROXY.'

export interface RunningProxy {
  readonly url: string
  stop(): Promise<void>
}

/** HAProxy as `haproxy.cfg` says, before these nodes (`host:port`). */
export async function startProxy(nodes: readonly string[], port: number): Promise<RunningProxy> {
  const [OTSY_NODE_1, OTSY_NODE_2, OTSY_NODE_3] = nodes
  const { PATH } = process.env
  const child = spawn(process.env['OTSY_HAPROXY'] || binary(), ['-f', CONFIGURATION, '-db'], {
    env: { PATH, OTSY_BIND: `127.0.0.1:${port}`, OTSY_NODE_1, OTSY_NODE_2, OTSY_NODE_3 },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)))
  }
  const ended = failure(child, () => output)
  ended.catch(() => undefined)
  await Promise.race([listening(port), ended])
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Debian keeps it where only an administrator's PATH leads. */
function binary(): string {
  return process.platform === 'linux' ? '/usr/sbin/haproxy' : 'haproxy'
}

async function failure(child: ChildProcess, output: () => string): Promise<never> {
  const [code] = (await Promise.race([
    once(child, 'exit'),
    once(child, 'error').then(([cause]) => {
      throw new Error(MISSING, { cause })
    }),
  ])) as [number | null]
  throw new Error(`HAProxy ended with ${code}:\n${output()}`)
}

/** It says nothing when it is ready. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await delay(50)
  }
}
