import type { Bus, BusNews, Signal } from '../../core/fanout/port'

/** A guard against waiting forever, not a measure. */
const PATIENCE_MS = 20_000

type Heard = Signal | BusNews

/** One node: its bus, and everything heard on it. */
export class BusNode {
  readonly bus: Bus
  readonly heard: Heard[] = []
  readonly #waiting = new Set<() => void>()

  constructor(bus: Bus) {
    this.bus = bus
    bus.subscribe((heard) => {
      this.heard.push(heard)
      for (const look of this.#waiting) look()
    })
  }

  /** The texts of what was heard of this chat, in order. */
  texts(chatId: string): string[] {
    return this.heard.flatMap((heard) =>
      heard.kind === 'message' && heard.message.chat_id === chatId ? [heard.message.content] : [],
    )
  }

  count(kind: Heard['kind']): number {
    return this.heard.filter((heard) => heard.kind === kind).length
  }

  say(chatId: string, content: string): void {
    this.bus.publish(signalOf(chatId, content))
  }

  /** Resolves when it is so, now or after something more was heard. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    if (isSo()) return
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isSo()) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        const kinds = this.heard.map(({ kind }) => kind).join(', ')
        reject(new Error(`Not in ${PATIENCE_MS} ms: ${what}. Heard: ${kinds || 'nothing'}`))
      }, PATIENCE_MS)
      this.#waiting.add(look)
    })
  }
}

export function signalOf(chat_id: string, content: string): Signal {
  return {
    kind: 'message',
    event: 'new_message',
    message: {
      id: '0190b6f0-0000-7000-8000-000000000001',
      chat_id,
      seq: 1,
      changed_seq: 1,
      sender_id: 'a',
      sender_role: 'user',
      type: 'text',
      content,
      created_at: '2026-01-01T00:00:00.000Z',
    },
    members_rev: 1,
  }
}
