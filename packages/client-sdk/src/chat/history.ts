import { PAGE_SIZE, type Message } from '@otsy/protocol'
import type { RestClient } from '../rest-types'
import {
  bounds,
  extendNewer,
  extendOlder,
  isInLatest,
  showAround,
  showLatest,
} from '../log/stretches'
import type { RoomCore } from './room-core'

const PAGE = 50

type Query = { readonly before_seq: number } | { readonly around_seq: number }

/** Moves a room's window through the past. Pages are merged, so they can't undo what is newer. */
export class History {
  readonly #room: RoomCore
  readonly #rest: Pick<RestClient, 'listMessages'>
  #last: Promise<void> = Promise.resolve()
  #older: Promise<void> | null = null
  #newer: Promise<void> | null = null

  constructor(room: RoomCore, rest: Pick<RestClient, 'listMessages'>) {
    this.#room = room
    this.#rest = rest
  }

  /** Asking again while a page is on its way, as a scrolling list does, asks for that page. */
  older(): Promise<void> {
    this.#older ??= this.#inTurn(async () => {
      const { older } = bounds(this.#room.log)
      if (older === null) return
      const page = await this.#page({ before_seq: older })
      if (page !== null) this.#room.showLog(extendOlder(this.#room.log, page, older))
    }).finally(() => {
      this.#older = null
    })
    return this.#older
  }

  newer(): Promise<void> {
    this.#newer ??= this.#inTurn(async () => {
      const { newer } = bounds(this.#room.log)
      if (newer === null) return
      const page = await this.#page({ around_seq: newer })
      if (page !== null) this.#room.showLog(extendNewer(this.#room.log, page, newer))
    }).finally(() => {
      this.#newer = null
    })
    return this.#newer
  }

  around(seq: number): Promise<void> {
    return this.#inTurn(async () => {
      if (isInLatest(this.#room.log, seq)) return this.#room.showLog(showLatest(this.#room.log))
      const page = await this.#page({ around_seq: seq })
      if (page !== null) this.#room.showLog(showAround(this.#room.log, page))
    })
  }

  latest(): void {
    this.#room.showLog(showLatest(this.#room.log))
  }

  async *pages(limit: number): AsyncGenerator<readonly Message[], void, undefined> {
    const params = { chat_id: this.#room.chatId }
    let before: number | undefined
    for (;;) {
      const query = { limit, ...(before === undefined ? {} : { before_seq: before }) }
      const { messages, hasMore } = await this.#rest.listMessages({ params, query })
      if (messages.length > 0) yield messages
      before = messages[0]?.seq
      if (!hasMore || before === undefined) return
    }
  }

  /** Null: the room was forgotten while the page was on its way. */
  async #page(query: Query) {
    const { era } = this.#room
    const params = { chat_id: this.#room.chatId }
    const limit = 'around_seq' in query ? PAGE_SIZE : PAGE
    const page = await this.#rest.listMessages({ params, query: { ...query, limit } })
    const messages = [...page.messages].sort((a, b) => a.seq - b.seq)
    return this.#room.era === era ? { messages, hasMore: page.hasMore } : null
  }

  /** A window moved before the newest messages are there would be moved back by them. */
  #loaded(): Promise<void> {
    const { state } = this.#room
    if (state.get().status !== 'loading') return Promise.resolve()
    return new Promise((resolve) => {
      const stop = state.subscribe(({ status }) => {
        if (status === 'loading') return
        stop()
        resolve()
      })
    })
  }

  /** One page after the other: each begins where the one before it ended. */
  #inTurn(load: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      this.#room.setLoading(true)
      try {
        await this.#loaded()
        await load()
      } finally {
        this.#room.setLoading(false)
      }
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
