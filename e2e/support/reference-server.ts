import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serverSettings } from './settings'

const folder = join(import.meta.dirname, '..', '..', 'examples', 'reference-server', 'dist')

const READY = /^ready (http:\/\/\S+)$/m
const READY_WITHIN_MS = 30_000

export interface ReferenceServerOptions {
  /** Which entry to run: with the environment as it is, or as the demo. */
  readonly entry?: 'serve' | 'start'
  /** Over the settings made for this run; DATA_DIR, DATABASE_URL and OTSY_DEMO belong here. */
  readonly env?: Readonly<Record<string, string>>
}

/** The built reference server as a process of its own, which may be killed and started again. */
export class ReferenceServer {
  readonly #entry: string
  readonly #env: Record<string, string>
  #child: ChildProcess | null = null
  #output = ''
  #url: URL | null = null

  constructor(options: ReferenceServerOptions = {}) {
    this.#entry = join(folder, `${options.entry ?? 'serve'}.js`)
    this.#env = { ...serverSettings(), PORT: '0', ...options.env }
  }

  /** Without a slash at the end. The same after every restart. */
  get url(): string {
    if (!this.#url) throw new Error('The reference server has not been started.')
    return this.#url.origin
  }

  /** The environment it runs with, to sign tokens with its secret. */
  get env(): Readonly<Record<string, string>> {
    return this.#env
  }

  /** All it printed since its last start, both streams. */
  get output(): string {
    return this.#output
  }

  /** Resolves when it serves; rejects with what it printed when it ends or takes 30 s instead. */
  async start(): Promise<this> {
    if (this.#child) throw new Error('The reference server is running already.')
    if (!existsSync(this.#entry)) throw new Error(`${this.#entry} is missing: npm run build`)
    const child = spawn(process.execPath, [this.#entry], {
      env: { ...process.env, NODE_OPTIONS: '', ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#output = ''
    const url = await this.#ready(child)
    this.#url = new URL(url)
    this.#env['PORT'] = this.#url.port
    return this
  }

  /** SIGTERM, and the end of it. Answers the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  /** SIGKILL: no handler of the server runs. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return child?.exitCode ?? null
    }
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }

  #ready(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        clearTimeout(timer)
        reject(new Error(`The reference server ${why}. It printed:\n${this.#output}`))
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        fail(`was not ready within ${READY_WITHIN_MS} ms`)
      }, READY_WITHIN_MS)
      const read = (chunk: string) => {
        this.#output += chunk
        const url = READY.exec(this.#output)?.[1]
        if (!url) return
        clearTimeout(timer)
        resolve(url)
      }
      child.stdout?.setEncoding('utf8').on('data', read)
      child.stderr?.setEncoding('utf8').on('data', read)
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = null
        fail(`ended with ${signal ?? code}`)
      })
    })
  }
}

/** Starts one; `await using` stops it at the end of the test. */
export function startReferenceServer(options?: ReferenceServerOptions): Promise<ReferenceServer> {
  return new ReferenceServer(options).start()
}
