import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'

const MISSING =
  'The tests need a Redis server, 7 or newer: apt-get install redis-server, or name one of your own ' +
  'in OTSY_REDIS_SERVER.'

export interface RunningRedis {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
  /** SIGKILL, as a crash would be. Nothing was saved. */
  kill(): Promise<void>
  /** Starts again, empty, on the same port. */
  restart(): Promise<void>
}

/** Starts a Redis of its own on a free port of 127.0.0.1 that keeps nothing on disk. */
export async function startRedis(): Promise<RunningRedis> {
  const binary = process.env['OTSY_REDIS_SERVER'] || 'redis-server'
  const port = await freePort()
  let server = await start(binary, port)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop: () => end(server, 'SIGTERM'),
    kill: () => end(server, 'SIGKILL'),
    async restart() {
      await end(server, 'SIGKILL')
      server = await start(binary, port)
    },
  }
}

async function start(binary: string, port: number): Promise<ChildProcess> {
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn(binary, [...args, '--dir', '/tmp'], { stdio: ['ignore', 'pipe', 'pipe'] })
  // A process that ends without having stopped it takes it along.
  const endWithUs = () => server.kill('SIGKILL')
  process.once('exit', endWithUs)
  server.once('close', () => process.off('exit', endWithUs))
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('Ready to accept connections')) resolve()
    }
    server.stdout.on('data', look)
    server.stderr.on('data', look)
    server.once('error', (cause) => reject(new Error(MISSING, { cause })))
    server.once('close', () => reject(new Error(`Redis did not start:\n${output}`)))
  })
  return server
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const closed = new Promise<void>((resolve) => server.once('close', () => resolve()))
  server.kill(signal)
  await closed
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
