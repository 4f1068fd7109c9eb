import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

interface Kind<T> {
  readonly is: T
}

/** A process of the measurement, told what to do by messages and answering with others. */
export class Worker<Order extends object, Report extends Kind<string>> {
  readonly #child: ChildProcess

  constructor(entry: string, args: readonly string[] = [], options: ForkOptions = {}) {
    const file = fileURLToPath(new URL(`./${entry}.js`, import.meta.url))
    this.#child = fork(file, args, options)
  }

  tell(order: Order): void {
    this.#child.send(order)
  }

  onReport(listener: (report: Report) => void): void {
    this.#child.on('message', listener)
  }

  next<K extends Report['is']>(is: K): Promise<Extract<Report, Kind<K>>> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null): void => reject(new Error(`A process ended with ${code}.`))
      const look = (report: Report): void => {
        if (report.is !== is) return
        this.#child.off('message', look).off('exit', gone)
        resolve(report as Extract<Report, Kind<K>>)
      }
      this.#child.on('message', look).once('exit', gone)
    })
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill()
    await ended
  }
}
