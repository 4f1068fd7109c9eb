import assert from 'node:assert/strict'
import type { Message } from '@otsy/protocol'
import { eyesOf, rows, type Place, type Scene } from '../scene'

/** A client as the wire's contract tells one to behave: it knows the chat by catching up alone. */
export class Replica {
  readonly #scene: Scene
  readonly #place: Place
  readonly #userId: string
  #held = new Map<string, Message>()
  #seq = 0

  constructor(options: { scene: Scene; place: Place; userId: string }) {
    this.#scene = options.scene
    this.#place = options.place
    this.#userId = options.userId
  }

  /** In the order of birth. */
  get messages(): Message[] {
    return [...this.#held.values()].sort((a, b) => a.seq - b.seq)
  }

  /** After joining anew: what is visible may be other than before. */
  forget(): void {
    this.#held = new Map()
    this.#seq = 0
  }

  /** Fetches one page; whether there is more. Nothing when the chat is not shown. */
  async catchUp(limit: number): Promise<boolean> {
    const anchor = this.messages.filter(({ seq }) => seq <= this.#seq).at(-1)?.id ?? null
    const cursor = { chat_id: this.#place.chatId, seq: this.#seq, anchor }
    const reader = eyesOf(this.#userId)
    const [answer] = await this.#scene.chats.changesSince([cursor], reader, rows(limit))
    if (answer === null || answer === undefined) {
      this.forget()
      return false
    }
    const { page } = answer
    assert.equal(page.complete, true, 'a cursor of this log is complete')
    assert.equal(page.from, this.#seq)
    assert.ok(page.messages.length <= limit, 'more rows than asked for')
    assert.ok(
      page.to >= page.from && page.to <= page.head_seq,
      'a page ends between its beginning and the head',
    )
    if (page.hasMore) assert.ok(page.to > page.from, 'a page with more after it moves on')
    else assert.equal(page.to, page.head_seq)
    let last = page.from
    for (const message of page.messages) {
      assert.ok(message.changed_seq > last && message.changed_seq <= page.to, 'rows by number')
      last = message.changed_seq
      this.#held.set(message.id, message)
    }
    this.#seq = page.to
    return page.hasMore
  }
}
