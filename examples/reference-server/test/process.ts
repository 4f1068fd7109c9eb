import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', 'src')

/** An entry of the reference server, run from its source as a process of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly exited: Promise<number | null>
  stdout = ''
  stderr = ''

  constructor(entry: 'serve' | 'start', env: Readonly<Record<string, string>>) {
    const args = ['--conditions=@otsy/source', '--import', 'tsx', join(folder, `${entry}.ts`)]
    // Only what is given: a setting of whoever runs the tests must not change them.
    const { PATH, HOME } = process.env
    const child = spawn(process.execPath, args, { env: { PATH, HOME, HOST: '127.0.0.1', ...env } })
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.#child = child
    this.exited = once(child, 'close').then(([code]) => code as number | null)
  }

  /** Where it serves; rejects with what it printed when it ends instead. */
  async ready(): Promise<string> {
    const found = new Promise<string>((resolve) => {
      const look = (): void => {
        const url = /^ready (http:\/\/\S+)$/m.exec(this.stdout)?.[1]
        if (url !== undefined) resolve(url)
      }
      this.#child.stdout?.on('data', look)
      look()
    })
    const ended = this.exited.then((code) => {
      throw new Error(`The server ended with ${code}: ${this.stderr}`)
    })
    return await Promise.race([found, ended])
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.exited
  }
}
