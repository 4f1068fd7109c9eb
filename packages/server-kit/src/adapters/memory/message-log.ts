import type { Message } from '@otsy/protocol'

/** A message as it is now. The object is replaced, never written to, so answers may share it. */
export interface Row {
  message: Message
  /** Digest of the body as first sent; null without a `client_id`. */
  readonly bodyHash: string | null
}

export type Unnumbered = Omit<Message, 'seq' | 'changed_seq'>

/** The log of one chat: its messages by number, by id, by their sender's key and by latest change. */
export class MessageLog {
  readonly #rows: Row[] = []
  readonly #byId = new Map<string, Row>()
  readonly #byKey = new Map<string, Row>()
  /** At n - 1 stands the row whose latest change took number n; nothing, once it changed again. */
  readonly #changes: (Row | undefined)[] = []

  /** The last number taken. Every number is a change, so there is no way to leave one out. */
  get head(): number {
    return this.#changes.length
  }

  get newest(): Message | undefined {
    return this.#rows.at(-1)?.message
  }

  get size(): number {
    return this.#rows.length
  }

  add(message: Unnumbered, bodyHash: string | null): Message {
    const seq = this.head + 1
    const row: Row = { message: Object.freeze({ ...message, seq, changed_seq: seq }), bodyHash }
    this.#rows.push(row)
    this.#changes.push(row)
    this.#byId.set(message.id, row)
    if (bodyHash !== null && message.client_id !== undefined) {
      this.#byKey.set(keyOf(message.sender_id, message.client_id), row)
    }
    return row.message
  }

  /** Gives the row a new state, under the next number. */
  change(row: Row, state: Message): Message {
    this.#changes[row.message.changed_seq - 1] = undefined
    this.#changes.push(row)
    row.message = Object.freeze({ ...state, changed_seq: this.head })
    return row.message
  }

  /** `read_at` is not a change of the log: it takes no number. */
  stampRead(row: Row, at: string): void {
    row.message = Object.freeze({ ...row.message, read_at: at })
  }

  byId(id: string): Row | undefined {
    return this.#byId.get(id)
  }

  byKey(senderId: string | null, clientId: string): Row | undefined {
    return this.#byKey.get(keyOf(senderId, clientId))
  }

  /** How many messages were born before a number. */
  countBefore(seq: number): number {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#rows[middle]?.message.seq ?? Infinity) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Rows by their place in the order of birth, `end` excluded. */
  slice(start: number, end: number): Row[] {
    return this.#rows.slice(start, end)
  }

  /** At most `limit` messages with `changed_seq > seq`, by it, born at `bornFrom` or later. */
  changedAfter(seq: number, bornFrom: number, limit: number): Message[] {
    const found: Message[] = []
    for (let at = seq; at < this.#changes.length && found.length < limit; at++) {
      const message = this.#changes[at]?.message
      if (message !== undefined && message.seq >= bornFrom) found.push(message)
    }
    return found
  }
}

/** JSON, since the ids of a host may hold any character and the system has none. */
function keyOf(senderId: string | null, clientId: string): string {
  return JSON.stringify([senderId, clientId])
}
