import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadPlan, LoadReport, ServerCommand, ServerReport } from './messages'

/**
 * Room for what lives as long as a send: with Node's 16 MiB all of them spend a tenth of their time and
 * more on copying it. The same for each contender; `npm run serve` sets it too.
 */
const NODE_OPTIONS = ['--max-semi-space-size=64']

const built = (entry: string) => fileURLToPath(new URL(`./${entry}.js`, import.meta.url))

export interface ServerProcess {
  readonly port: number
  readonly chatIds: readonly string[]
  /** CPU time so far, in microseconds. */
  usage(): Promise<number>
  stored(): Promise<number>
  /** Begins a CPU profile; `into` a file ends it. */
  profile(into?: string): void
  stop(): Promise<void>
}

export interface StartOptions {
  readonly entry: string
  readonly env: Readonly<Record<string, string>>
}

/** Starts a contender and waits until it serves. */
export async function startServer({ entry, env }: StartOptions): Promise<ServerProcess> {
  const child = fork(built(entry), {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: NODE_OPTIONS,
  })
  const ready = await answer(child, 'ready')
  return {
    port: ready.port,
    chatIds: ready.chatIds,
    async usage() {
      command(child, { type: 'usage' })
      return (await answer(child, 'usage')).cpu
    },
    async stored() {
      command(child, { type: 'stored' })
      return (await answer(child, 'stored')).count
    },
    profile(into) {
      command(child, into === undefined ? { type: 'profile' } : { type: 'profile', into })
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      command(child, { type: 'stop' })
      await ended
    },
  }
}

function command(child: ChildProcess, what: ServerCommand): void {
  child.send(what)
}

function answer<T extends ServerReport['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<ServerReport, { type: T }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: ServerReport) => {
      if (!isOf(message, type)) return
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(message)
    }
    const onExit = (code: number | null) => reject(new Error(`The server ended with ${code}.`))
    child.on('message', onMessage)
    child.once('exit', onExit)
  })
}

function isOf<T extends ServerReport['type']>(
  message: ServerReport,
  type: T,
): message is Extract<ServerReport, { type: T }> {
  return message.type === type
}

/** Puts a server under load. Resolves when all phases are over; each report is handed on in order. */
export async function runLoad(
  plan: Omit<LoadPlan, 'type'>,
  onReport: (report: LoadReport) => void,
): Promise<void> {
  const child = fork(built('load'), { execArgv: NODE_OPTIONS })
  let done = false
  child.on('message', (report: LoadReport) => {
    done ||= report.type === 'done'
    onReport(report)
  })
  child.send({ type: 'plan', ...plan } satisfies LoadPlan)
  const [code] = (await once(child, 'exit')) as [number | null]
  if (!done) throw new Error(`The load ended with ${code}.`)
}
