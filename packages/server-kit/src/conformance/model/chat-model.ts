import type { Actor } from './operations'

/** What the model knows of a message. */
export interface ModelMessage {
  readonly id: string
  readonly seq: number
  changed: number
  readonly by: Actor
  readonly type: string
  content: string
  reactions: number
  deleted: boolean
  read: boolean
}

interface Keyed {
  readonly by: Actor
  readonly key: number
  readonly body: string
  readonly message: ModelMessage
}

/**
 * The promises about one chat in the plainest form: a list, and everything else found by looking
 * through it. It shares no code with any store.
 */
export class ChatModel {
  head = 0
  status: 'active' | 'closed' = 'active'
  readonly messages: ModelMessage[] = []
  /** By whom they are, in the order they came: how far read, and from where visible. */
  readonly members = new Map<Actor, { read: number; from: number }>([
    ['user', { read: 0, from: 0 }],
    ['shopper', { read: 0, from: 0 }],
  ])
  readonly #keyed: Keyed[] = []

  /** The message a fraction points at. */
  at(fraction: number): ModelMessage | undefined {
    return this.messages[Math.floor(fraction * this.messages.length)]
  }

  visible(who: Actor): ModelMessage[] {
    const from = this.members.get(who)?.from ?? Infinity
    return this.messages.filter(({ seq }) => seq >= from)
  }

  unread(who: Actor): number {
    const read = this.members.get(who)?.read ?? Infinity
    return this.visible(who).filter(
      ({ seq, by, type, deleted }) =>
        seq > read && by !== who && !deleted && !(by === 'system' && type !== 'order_update'),
    ).length
  }

  send(sent: { id: string; by: Actor; type: string; content: string; key: number | null }) {
    const { id, by, type, content, key } = sent
    if (by !== 'admin' && by !== 'system' && !this.members.has(by)) return refused('not_found')
    const body = `${type} ${content}`
    const same = this.#keyed.find((known) => known.key === key && known.by === by)
    if (same) return same.body === body ? stored('duplicate', same.message) : refused('conflict')
    if (this.status === 'closed') return refused('closed')
    const message = this.#born({ id, by, type, content })
    if (key !== null) this.#keyed.push({ by, key, body, message })
    return stored('stored', message)
  }

  edit(message: ModelMessage, content: string): boolean {
    if (message.deleted || message.content === content) return false
    message.content = content
    message.changed = ++this.head
    return true
  }

  delete(message: ModelMessage): boolean {
    if (message.deleted) return false
    Object.assign(message, { deleted: true, content: '', reactions: 0, changed: ++this.head })
    return true
  }

  react(message: ModelMessage, count: number): boolean {
    if (message.deleted || message.reactions === count) return false
    message.reactions = count
    message.changed = ++this.head
    return true
  }

  /** Joining, leaving, closing and reopening: the change, then the message that tells of it. */
  revise(noteId: string, change: () => void, afterwards: () => void = () => {}): void {
    change()
    this.#born({ id: noteId, by: 'system', type: 'system', content: 'The chat changed.' })
    afterwards()
  }

  read(who: Actor, to: number): 'not_found' | 'beyond_head' | 'advanced' | 'unchanged' {
    const member = this.members.get(who)
    if (member === undefined && who !== 'admin') return 'not_found'
    if (to > this.head) return 'beyond_head'
    if (member === undefined || to <= member.read) return 'unchanged'
    for (const message of this.visible(who)) {
      if (message.seq > member.read && message.seq <= to && message.by !== who) message.read = true
    }
    member.read = to
    return 'advanced'
  }

  #born(born: Pick<ModelMessage, 'id' | 'by' | 'type' | 'content'>): ModelMessage {
    const seq = ++this.head
    const message = { ...born, seq, changed: seq, reactions: 0, deleted: false, read: false }
    this.messages.push(message)
    return message
  }
}

const refused = (outcome: 'not_found' | 'conflict' | 'closed') => ({ outcome, message: null })

const stored = (outcome: 'stored' | 'duplicate', message: ModelMessage) => ({ outcome, message })
