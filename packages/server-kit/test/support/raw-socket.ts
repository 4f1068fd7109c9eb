import { once } from 'node:events'
import WebSocket from 'ws'

/** A WebSocket that says whatever a test wants, below what Socket.IO's client would let through. */
export class RawSocket {
  readonly #ws: WebSocket
  readonly #frames: string[] = []
  readonly closed: Promise<void>

  private constructor(ws: WebSocket) {
    this.#ws = ws
    this.closed = new Promise((resolve) => ws.once('close', () => resolve()))
    ws.on('message', (data: Buffer) => this.#frames.push(data.toString()))
    ws.on('error', () => undefined)
  }

  /** Open at the level of engine.io, in no namespace yet. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<RawSocket> {
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
    const ws = new WebSocket(address, { headers })
    const raw = new RawSocket(ws)
    await once(ws, 'open')
    return raw
  }

  /** In the namespace of the chat, with a token. */
  static async connect(url: string, token: string): Promise<RawSocket> {
    const raw = await RawSocket.open(url)
    raw.say(`40/chat,${JSON.stringify({ token })}`)
    await raw.heard('"connected"')
    return raw
  }

  say(frame: string | Uint8Array): void {
    this.#ws.send(frame)
  }

  /** One text frame, a byte at a time. */
  sayInFragments(frame: string): void {
    const bytes = Buffer.from(frame)
    bytes.forEach((byte, i) => {
      this.#ws.send(Buffer.from([byte]), { binary: false, fin: i === bytes.length - 1 })
    })
  }

  /** The first frame that holds a text, already heard or still to come; none once it is closed. */
  async heard(text: string): Promise<string | undefined> {
    for (;;) {
      const found = this.#frames.find((frame) => frame.includes(text))
      if (found !== undefined || this.#ws.readyState === WebSocket.CLOSED) return found
      await Promise.race([once(this.#ws, 'message'), this.closed])
    }
  }

  /** How many frames so far held a text. */
  count(text: string): number {
    return this.#frames.filter((frame) => frame.includes(text)).length
  }

  /** Whether it reads what it is told. */
  listen(listens: boolean): void {
    if (listens) this.#ws.resume()
    else this.#ws.pause()
  }

  close(): void {
    this.#ws.terminate()
  }
}
