import { LIMITS, type Message } from '@otsy/protocol'
import type { RestClient } from '../rest-types'
import type { RoomCore } from './room-core'

/** What it needs of a room. */
type Room = Pick<RoomCore, 'chatId' | 'era' | 'log' | 'apply'>

interface Target {
  readonly id: string
  readonly seq: number
}

interface Ask {
  readonly seq: number
  readonly resolve: (page: readonly Message[]) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Single messages, wherever they lie. What is asked in one turn goes as few pages, one after the other;
 * what is on its way, or known to be missing, is not asked for again.
 */
export class Finder {
  readonly #room: Room
  readonly #rest: Pick<RestClient, 'listMessages'>
  readonly #finding = new Map<string, Promise<Message | null>>()
  readonly #missing = new Set<string>()
  /** In the order asked. */
  #asks: Ask[] = []
  #asking = false
  #era = 0

  constructor(room: Room, rest: Pick<RestClient, 'listMessages'>) {
    this.#room = room
    this.#rest = rest
  }

  async find({ id, seq }: Target): Promise<Message | null> {
    const { era, log } = this.#room
    const held = log.messages.get(id)
    if (held !== undefined) return held
    if (this.#era !== era) {
      this.#missing.clear()
      this.#finding.clear()
    }
    this.#era = era
    const key = `${seq} ${id}`
    if (this.#missing.has(key)) return null
    const known = this.#finding.get(key)
    if (known !== undefined) return await known
    const finding = this.#find({ id, seq }, key).finally(() => {
      if (this.#finding.get(key) === finding) this.#finding.delete(key)
    })
    this.#finding.set(key, finding)
    return await finding
  }

  async #find({ id, seq }: Target, key: string): Promise<Message | null> {
    const { era } = this.#room
    const page = await new Promise<readonly Message[]>((resolve, reject) => {
      this.#asks.push({ seq, resolve, reject })
      void this.#ask()
    })
    const found = page.filter((message) => message.id === id)
    if (this.#room.era === era) {
      // Kept, so that it is asked for once, and changes of it are followed.
      this.#room.apply({ type: 'learned', messages: found })
      // With a later number given, nothing comes to this one any more.
      if (found.length === 0 && page.some((message) => message.seq >= seq)) this.#missing.add(key)
    }
    return this.#room.log.messages.get(id) ?? found[0] ?? null
  }

  async #ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    // Whatever else is asked in this turn belongs to it.
    await Promise.resolve()
    while (this.#asks.length > 0) {
      const group = this.#nextGroup()
      try {
        const page = await this.#page(group)
        for (const { resolve } of group) resolve(page)
      } catch (fault) {
        for (const { reject } of group) reject(fault)
      }
    }
    this.#asking = false
  }

  /** The oldest asked for, and those that fit on one page with it. */
  #nextGroup(): readonly Ask[] {
    const first = Math.min(...this.#asks.map(({ seq }) => seq))
    const fits = ({ seq }: Ask) => seq < first + LIMITS.pageSize
    const group = this.#asks.filter(fits)
    this.#asks = this.#asks.filter((ask) => !fits(ask))
    return group
  }

  async #page(group: readonly Ask[]): Promise<readonly Message[]> {
    const numbers = group.map(({ seq }) => seq)
    const first = Math.min(...numbers)
    const limit = Math.max(...numbers) - first + 1
    // Half of a page is before the number that it is around.
    const query = { around_seq: first + Math.floor(limit / 2), limit }
    const params = { chat_id: this.#room.chatId }
    return (await this.#rest.listMessages({ params, query })).messages
  }
}
