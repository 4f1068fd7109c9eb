import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export type Way = 'there' | 'back'

interface Line {
  readonly near: Socket
  readonly far: Socket
}

/**
 * A TCP line that a test can cut, or hold without a word in either way, as a lost network does. With
 * several targets new connections go to each in turn, past those that refuse.
 */
export class Link implements AsyncDisposable {
  readonly #server: Server
  readonly #targets: readonly (() => number)[]
  readonly #lines = new Set<Line>()
  #isCut = false
  #turn = 0
  /** Connections that were taken. */
  accepted = 0

  private constructor(targets: readonly (() => number)[]) {
    this.#targets = targets
    this.#server = createServer((near) => this.#take(near))
  }

  static async to(...targets: readonly (number | (() => number))[]): Promise<Link> {
    const link = new Link(targets.map((port) => (typeof port === 'number' ? () => port : port)))
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve))
    return link
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get open(): number {
    return this.#lines.size
  }

  /** An address with this line in place of its host and port. */
  through(address: string): string {
    const url = new URL(address)
    url.host = `127.0.0.1:${this.port}`
    return url.href
  }

  /** Ends everything, and refuses what comes. */
  cut(): void {
    this.#isCut = true
    for (const line of this.#lines) end(line)
  }

  /** What stands stays; nothing new is taken. */
  refuse(): void {
    this.#isCut = true
  }

  heal(): void {
    this.#isCut = false
  }

  /** What stands now stays open and carries nothing in these ways; what comes later is as ever. */
  hold(...ways: readonly Way[]): void {
    for (const { near, far } of this.#lines) {
      if (ways.includes('there')) near.unpipe(far).pause()
      if (ways.includes('back')) far.unpipe(near).pause()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(near: Socket): void {
    near.on('error', () => undefined)
    if (this.#isCut) return void near.destroy()
    this.accepted++
    this.#reach(near, this.#targets.length)
  }

  #reach(near: Socket, tries: number): void {
    const target = this.#targets[this.#turn++ % this.#targets.length]
    if (tries === 0 || target === undefined || near.destroyed) return void near.destroy()
    const far = connect(target(), '127.0.0.1')
    const refused = () => this.#reach(near, tries - 1)
    far.once('error', refused)
    far.once('connect', () => {
      far.off('error', refused)
      this.#join({ near, far })
    })
  }

  #join(line: Line): void {
    const { near, far } = line
    this.#lines.add(line)
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        this.#lines.delete(line)
        end(line)
      })
    }
    near.pipe(far)
    far.pipe(near)
    if (this.#isCut) end(line)
  }
}

function end({ near, far }: Line): void {
  near.destroy()
  far.destroy()
}
