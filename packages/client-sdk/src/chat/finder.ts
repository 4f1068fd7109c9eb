import type { Message } from '@otsy/protocol'
import type { RestClient } from '../rest-types'
import type { RoomCore } from './room-core'

/** What it needs of a room. */
type Room = Pick<RoomCore, 'chatId' | 'era' | 'log' | 'apply'>
type Page = readonly Message[]

interface Target {
  readonly id: string
  readonly seq: number
  readonly era: number
}

interface Ask {
  readonly seq: number
  readonly answer: (page: Promise<Page>) => void
}

/**
 * Single messages, wherever they lie. What is asked in one turn goes as few pages, one after the other;
 * what is on its way, or known to be missing, is not asked for again.
 */
export class Finder {
  readonly #room: Room
  readonly #rest: Pick<RestClient, 'listMessages'>
  readonly #pageSize: number
  /** What is on its way or missing, by era, number and id. */
  readonly #known = new Map<string, Promise<Message | null>>()
  #asks: Ask[] = []

  /** `pageSize`: numbers in one page at most. Given, that a bundle need not part the contract for it. */
  constructor(room: Room, rest: Pick<RestClient, 'listMessages'>, pageSize: number) {
    this.#room = room
    this.#rest = rest
    this.#pageSize = pageSize
  }

  async find({ id, seq }: Omit<Target, 'era'>): Promise<Message | null> {
    const { era, log } = this.#room
    const held = log.messages.get(id)
    if (held !== undefined) return held
    const key = `${era} ${seq} ${id}`
    const finding = this.#known.get(key) ?? this.#find(key, { id, seq, era })
    this.#known.set(key, finding)
    return await finding
  }

  async #find(key: string, { id, seq, era }: Target): Promise<Message | null> {
    let isMissing = false
    try {
      const page = await new Promise<Page>((resolve) => {
        if (this.#asks.push({ seq, answer: resolve }) === 1) void this.#ask()
      })
      const messages = page.filter((message) => message.id === id)
      // With a later number given, nothing comes to this one any more.
      isMissing = messages.length === 0 && page.some((message) => message.seq >= seq)
      // Kept, so that it is asked for once, and changes of it are followed.
      if (this.#room.era === era) this.#room.apply({ type: 'learned', messages })
      return this.#room.log.messages.get(id) ?? messages[0] ?? null
    } finally {
      if (!isMissing) this.#known.delete(key)
    }
  }

  async #ask(): Promise<void> {
    // Whatever else is asked in this turn belongs to it.
    await Promise.resolve()
    const asks = this.#asks.sort((a, b) => a.seq - b.seq)
    this.#asks = []
    while (asks[0] !== undefined) {
      const first = asks[0].seq
      const group = asks.filter(({ seq }) => seq < first + this.#pageSize)
      asks.splice(0, group.length)
      const page = this.#page(first, group.at(-1)?.seq ?? first)
      for (const { answer } of group) answer(page)
      await page.catch(() => undefined)
    }
  }

  async #page(first: number, last: number): Promise<Page> {
    const limit = last - first + 1
    // Half of a page is before the number that it is around.
    const query = { around_seq: first + Math.floor(limit / 2), limit }
    const params = { chat_id: this.#room.chatId }
    return (await this.#rest.listMessages({ params, query })).messages
  }
}
