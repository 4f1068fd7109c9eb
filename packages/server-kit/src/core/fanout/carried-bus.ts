import { newId } from '../ids'
import type { Bus, BusNews, Signal } from './port'

/** Takes texts to the other nodes, and may bring this node its own as well. */
export interface Carrier {
  /** Resolves when the text is on its way; rejects where it is not, and soon. */
  send(text: string): Promise<void>
  /** Called once. Tries again by itself whatever fails. */
  start(ear: CarrierEar): void
  close(): Promise<void>
}

export interface CarrierEar {
  text(text: string): void
  /** The way from the others is cut. */
  cut(cause: unknown): void
  /** It hears from now on. */
  up(): void
  /** Texts can be sent again. */
  sendable(): void
}

/** Characters sent as one text; a single signal may be longer. */
const MOST_SENT = 256 * 1024
/** Characters that wait while the way is slow; beyond it they are lost, and the others told so. */
const MOST_WAITING = 8 * 1024 * 1024

type Listener = Parameters<Bus['subscribe']>[0]

/**
 * A bus over any carrier of texts. Listeners of this node are called at once; one text is under way to
 * the others at a time, and the signals that come meanwhile go together in the next.
 */
export class CarriedBus implements Bus {
  readonly #carrier: Carrier
  readonly #node = newId()
  readonly #listeners = new Set<Listener>()
  #waiting: string[] = []
  #waitingSize = 0
  #sending: Promise<void> | undefined
  /** Signals were lost on the way out, and the others do not know. */
  #hasLost = false
  /** The way out, or in, is known to be cut. */
  #isMute = false
  #isDeaf = false
  #isStarted = false
  #isClosed = false

  constructor(carrier: Carrier) {
    this.#carrier = carrier
  }

  publish(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal)
    if (this.#isClosed) return
    const text = JSON.stringify(signal)
    if (this.#waitingSize + text.length > MOST_WAITING) this.#lose()
    this.#waiting.push(text)
    this.#waitingSize += text.length
    this.#send()
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    if (!this.#isStarted) {
      this.#isStarted = true
      this.#carrier.start({
        text: (text) => this.#hear(text),
        cut: (cause) => {
          this.#tellCut(cause)
          this.#isDeaf = true
        },
        up: () => {
          this.#isDeaf = false
          this.#tell({ kind: 'gap' })
          this.#confess()
        },
        sendable: () => this.#confess(),
      })
    }
    return () => this.#listeners.delete(listener)
  }

  /** What waits goes out first, where there is a way. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#listeners.clear()
    await this.#sending
    await this.#carrier.close()
  }

  /** Those who missed what this node said hear of that now, not with its next signal. */
  #confess(): void {
    if (this.#hasLost) this.#send()
  }

  #send(): void {
    this.#sending ??= this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    // What else is told in this turn goes along.
    await new Promise(setImmediate)
    try {
      await this.#sendWaiting()
    } finally {
      // In the turn that found nothing waiting, so that what comes next is sent again.
      this.#sending = undefined
    }
  }

  async #sendWaiting(): Promise<void> {
    while (this.#waiting.length > 0 || this.#hasLost) {
      const hasLost = this.#hasLost
      this.#hasLost = false
      const batch = this.#take()
      try {
        await this.#carrier.send(textOf(this.#node, hasLost ? [GAP, ...batch] : batch))
      } catch (cause) {
        this.#lose()
        this.#tellCut(cause)
        this.#isMute = true
        return
      }
      if (!this.#isMute) continue
      this.#isMute = false
      if (!this.#isDeaf) this.#tell({ kind: 'gap' })
    }
  }

  #take(): string[] {
    let count = 0
    let size = 0
    for (const { length } of this.#waiting) {
      if (count > 0 && size + length > MOST_SENT) break
      count++
      size += length
    }
    this.#waitingSize -= size
    return this.#waiting.splice(0, count)
  }

  #lose(): void {
    this.#hasLost = true
    this.#waiting = []
    this.#waitingSize = 0
  }

  #hear(text: string): void {
    try {
      const [node, ...signals] = JSON.parse(text) as [string, ...(Signal | BusNews)[]]
      if (node === this.#node) return
      for (const signal of signals) this.#tell(signal)
    } catch {
      // Nothing a node of this version says; whatever it meant can be read from the store.
      this.#tell({ kind: 'gap' })
    }
  }

  #tellCut(cause: unknown): void {
    if (this.#isMute || this.#isDeaf) return
    this.#tell({ kind: 'cut', cause: cause instanceof Error ? cause : new Error(String(cause)) })
  }

  #tell(heard: Signal | BusNews): void {
    for (const listener of this.#listeners) listener(heard)
  }
}

const GAP = JSON.stringify({ kind: 'gap' } satisfies BusNews)

/** The node that speaks, then its signals. */
function textOf(node: string, signals: readonly string[]): string {
  return `["${node}",${signals.join(',')}]`
}
