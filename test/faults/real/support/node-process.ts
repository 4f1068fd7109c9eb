import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Chat } from '@otsy/protocol'
import { nodeProgram } from './bundle'
import type { NodeCommand, NodeSettings, NodeWord } from './words'

/** A node of the server, as a process that can be killed, drained and started again. */
export class NodeProcess implements AsyncDisposable {
  readonly #program: string
  readonly #settings: NodeSettings
  readonly #waiting = new Map<number, (word: NodeWord) => void>()
  #child: ChildProcess
  #exit: Promise<unknown>
  #port = 0
  #next = 0

  private constructor(program: string, settings: NodeSettings) {
    this.#program = program
    this.#settings = settings
    this.#child = this.#fork()
    this.#exit = once(this.#child, 'exit')
  }

  static async start(settings: NodeSettings): Promise<NodeProcess> {
    const node = new NodeProcess(await nodeProgram(), settings)
    await node.#ready()
    return node
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get port(): number {
    return this.#port
  }

  /** Resolves when the process is gone, whatever ended it. */
  get gone(): Promise<unknown> {
    return this.#exit
  }

  open(orderId: string, userId = 'hanako', shopperId = 'taro'): Promise<Chat> {
    const order = { order_id: orderId, user_id: userId, shopper_id: shopperId }
    return this.ask<Chat>({ do: 'open', order })
  }

  async ask<T>(command: NodeCommand): Promise<T> {
    const id = this.#next++
    const answered = new Promise<NodeWord>((resolve) => this.#waiting.set(id, resolve))
    this.#child.send({ id, command })
    const word = await answered
    if ('fault' in word) throw new Error(word.fault)
    return ('ok' in word ? word.ok : null) as T
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
  }

  /** SIGTERM: it drains. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#exit
  }

  /** Another process in its place, on the same port. */
  async restart(): Promise<void> {
    await this.kill()
    this.#child = this.#fork()
    this.#exit = once(this.#child, 'exit')
    await this.#ready()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }

  #fork(): ChildProcess {
    const settings = { ...this.#settings, ...(this.#port > 0 && { port: this.#port }) }
    return fork(this.#program, [JSON.stringify(settings)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  }

  async #ready(): Promise<void> {
    const child = this.#child
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The node ended with ${code}.`)))
      child.on('message', (word: NodeWord) => {
        if ('ready' in word) {
          this.#port = word.ready
          resolve()
          return
        }
        this.#waiting.get(word.id)?.(word)
        this.#waiting.delete(word.id)
      })
    })
  }
}
