import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** How a node's program is started: a command line, and what it gets beside the cluster's settings. */
export interface Program {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** One node of the reference server. */
export class ClusterNode {
  readonly port: number
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  #output = ''
  #isReady = false
  readonly #waiting: (() => void)[] = []

  constructor(program: Program, port: number) {
    this.port = port
    const { PATH, HOME } = process.env
    const env = { PATH, HOME, ...program.env, HOST: '127.0.0.1', PORT: String(port) }
    // A group of its own: Ctrl-C is the cluster's to pass on, in its order.
    this.#child = spawn(process.execPath, program.args, { env, detached: true })
    this.#exited = once(this.#child, 'exit')
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#hear(text))
    }
    const endWithUs = () => void this.#child.kill('SIGKILL')
    process.once('exit', endWithUs)
    void this.#exited.then(() => process.off('exit', endWithUs))
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  async ready(): Promise<void> {
    const said = new Promise<void>((resolve) => {
      if (this.#isReady) resolve()
      else this.#waiting.push(resolve)
    })
    const ended = this.#exited.then(() => {
      throw new Error(`A node ended before it served:\n${this.#output}`)
    })
    await Promise.race([said, ended])
  }

  /** It drains first. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#exited
  }

  #hear(text: string): void {
    this.#output = (this.#output + text).slice(-20_000)
    if (this.#isReady || !/^ready http/m.test(this.#output)) return
    this.#isReady = true
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
