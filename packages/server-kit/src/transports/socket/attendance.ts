import type { Role } from '@otsy/protocol'
import type { Bus, BusNews, Signal } from '../../core/fanout/port'
import { newId } from '../../core/ids'
import type { LocalChat, LocalChats, Seat } from './local-chats'
import { Rounds } from './rounds'
import { chatRoom, userRoom, type ChatNamespace } from './types'

/** Rounds without a word after which a node is gone, and everyone on it. */
const MOST_SILENT = 6
/** Chats asked about in one signal. */
const CHUNK = 500

type People = ReadonlyMap<string, Role>
type SignalOf<K extends Signal['kind']> = Extract<Signal, { kind: K }>
type Heard = SignalOf<'seat' | 'seats' | 'seats_asked'> | BusNews

interface Neighbour {
  /** The number of the last word heard of it. */
  readonly word: number
  readonly silentRounds: number
  /** Words of it were missed, so what is known of it may be wrong. */
  readonly isDoubtful: boolean
}

interface Place {
  readonly chatId: string
  readonly userId: string
  readonly role: Role
}

export interface AttendanceOptions {
  readonly nsp: ChatNamespace
  readonly bus: Bus
  readonly local: LocalChats
  /** Catches a chat up from the store. */
  readonly heal: (chatId: string) => void
  /** Milliseconds between two words of a node that has nothing to say. */
  readonly everyMs: number
}

/**
 * Who sits in this node's chats on the other nodes, so that those who sit here hear of a person's first
 * and last socket anywhere. Nothing of it is stored: nodes tell one another, ask when they missed a
 * word, and forget whom they do not hear any more.
 */
export class Attendance {
  readonly #options: AttendanceOptions
  readonly #node = newId()
  readonly #rounds: Rounds
  readonly #neighbours = new Map<string, Neighbour>()
  /** By chat and node, for chats that someone sits in here. */
  readonly #elsewhere = new Map<string, Map<string, People>>()
  #words = 0
  #isCut = false

  constructor(options: AttendanceOptions) {
    this.#options = options
    this.#rounds = new Rounds(options.everyMs, async () => this.#round())
  }

  start(): void {
    this.#rounds.now()
  }

  close(): void {
    void this.#rounds.stop()
  }

  /** A person's first socket on this node has sat down. */
  came(chat: LocalChat, { userId, role, membersRev }: Seat): void {
    const isNew = !this.#elsewhere.has(chat.id)
    if (isNew) this.#elsewhere.set(chat.id, new Map())
    const place = { chatId: chat.id, userId, role }
    const rev = Math.max(chat.rev, membersRev)
    if (!this.#isAhead(chat, rev) && !this.#isElsewhere(place)) this.#tell('user_joined', place)
    this.#options.bus.publish(this.#seat('came', place, rev))
    if (isNew) this.#ask(null, [chat.id])
  }

  /** A person's last socket on this node has left; the membership is the newest it knew. */
  went(chatId: string, { userId, role, membersRev }: Seat): void {
    const { bus, local } = this.#options
    const chat = local.get(chatId)
    const place = { chatId, userId, role }
    if (chat === undefined || chat.seats.size === 0) this.#elsewhere.delete(chatId)
    else if (!this.#isElsewhere(place)) this.#tell('user_left', place)
    bus.publish(this.#seat('went', place, Math.max(chat?.rev ?? 0, membersRev)))
  }

  hear(heard: Heard): void {
    switch (heard.kind) {
      case 'seat':
        return this.#hearSeat(heard)
      case 'seats':
        return this.#hearSeats(heard)
      case 'seats_asked':
        return this.#answer(heard)
      case 'cut':
        this.#isCut = true
        return
      case 'gap':
        this.#isCut = false
        for (const [node, { word }] of this.#neighbours) {
          this.#neighbours.set(node, { word, silentRounds: 0, isDoubtful: true })
        }
        return this.#rounds.now()
    }
  }

  #hearSeat({ chat_id, user_id, role, action, members_rev, ...heard }: SignalOf<'seat'>): void {
    if (!this.#isNews(heard)) return
    const people = new Map(this.#elsewhere.get(chat_id)?.get(heard.node))
    if (action === 'came') people.set(user_id, role)
    else people.delete(user_id)
    const chat = this.#options.local.get(chat_id)
    const isQuiet = chat !== undefined && this.#isAhead(chat, members_rev)
    this.#replace(chat_id, heard.node, { people, isQuiet })
  }

  #hearSeats({ chats, quiet_for, ...heard }: SignalOf<'seats'>): void {
    if (!this.#isNews(heard)) return
    const isQuiet = quiet_for === this.#node
    for (const { chat_id, people } of chats) {
      const there = new Map(people.map(({ user_id, role }) => [user_id, role]))
      this.#replace(chat_id, heard.node, { people: there, isQuiet })
    }
  }

  #answer({ node, of, chat_ids }: SignalOf<'seats_asked'>): void {
    if (node === this.#node || (of !== null && of !== this.#node)) return
    const all = chat_ids.map((chat_id) => ({ chat_id, people: this.#peopleHere(chat_id) }))
    // Who has just begun to listen to a chat believes of nobody that they are there.
    const chats = of === null ? all.filter(({ people }) => people.length > 0) : all
    if (chats.length === 0) return
    this.#say(chats, of === null ? node : null)
  }

  #round(): void {
    this.#say([], null)
    for (const [node, { isDoubtful, ...known }] of this.#neighbours) {
      if (isDoubtful) this.#ask(node, [...this.#elsewhere.keys()])
      // While this node is cut off, silence says nothing.
      const silentRounds = this.#isCut ? 0 : known.silentRounds + 1
      this.#neighbours.set(node, { ...known, silentRounds, isDoubtful: false })
      if (silentRounds > MOST_SILENT) this.#forget(node)
    }
  }

  #forget(node: string): void {
    this.#neighbours.delete(node)
    for (const chatId of this.#elsewhere.keys()) {
      this.#replace(chatId, node, { people: new Map(), isQuiet: false })
    }
  }

  /** As of a message: who sits here may have been removed by what this node has not heard of. */
  #isAhead(chat: LocalChat, membersRev: number): boolean {
    if (membersRev <= chat.rev) return false
    this.#options.heal(chat.id)
    return true
  }

  /** Whether a word is one of another node, and newer than what was heard of it. */
  #isNews({ node, word }: { node: string; word: number }): boolean {
    if (node === this.#node) return false
    const { word: last, isDoubtful } = this.#neighbours.get(node) ?? { word: 0, isDoubtful: false }
    this.#neighbours.set(node, {
      word: Math.max(last, word),
      silentRounds: 0,
      isDoubtful: isDoubtful || word > last + 1,
    })
    return word > last
  }

  /** These are on that node now, and nobody else; those who sit here hear what that changes. */
  #replace(chatId: string, node: string, now: { people: People; isQuiet: boolean }): void {
    const nodes = this.#elsewhere.get(chatId)
    if (nodes === undefined) return
    const before = nodes.get(node) ?? new Map<string, Role>()
    nodes.delete(node)
    if (!now.isQuiet) {
      this.#tellMissing('user_left', chatId, [before, now.people])
      this.#tellMissing('user_joined', chatId, [now.people, before])
    }
    if (now.people.size > 0) nodes.set(node, now.people)
  }

  /** Of those who are in the first but not in the second, nor here, nor on any other node. */
  #tellMissing(
    event: 'user_joined' | 'user_left',
    chatId: string,
    [people, others]: readonly [People, People],
  ): void {
    for (const [userId, role] of people) {
      const place = { chatId, userId, role }
      if (others.has(userId) || this.#isElsewhere(place)) continue
      if (this.#options.local.get(chatId)?.socketsOf(userId).length === 0) this.#tell(event, place)
    }
  }

  #isElsewhere({ chatId, userId }: Place): boolean {
    return [...(this.#elsewhere.get(chatId)?.values() ?? [])].some((people) => people.has(userId))
  }

  #peopleHere(chatId: string): { user_id: string; role: Role }[] {
    const seats = this.#options.local.get(chatId)?.seats.values() ?? []
    const people = new Map([...seats].map(({ userId, role }) => [userId, role]))
    return [...people].map(([user_id, role]) => ({ user_id, role }))
  }

  #tell(event: 'user_joined' | 'user_left', { chatId, userId, role }: Place): void {
    const timestamp = new Date().toISOString()
    const others = this.#options.nsp.to(chatRoom(chatId)).except(userRoom(userId))
    others.emit(event, { userId, role, chatId, timestamp })
  }

  #seat(action: 'came' | 'went', place: Place, members_rev: number): SignalOf<'seat'> {
    const { chatId: chat_id, userId: user_id, role } = place
    const said = { node: this.#node, word: ++this.#words }
    return { kind: 'seat', ...said, chat_id, members_rev, user_id, role, action }
  }

  #say(chats: SignalOf<'seats'>['chats'], quiet_for: string | null): void {
    const said = { node: this.#node, word: ++this.#words }
    this.#options.bus.publish({ kind: 'seats', ...said, chats, quiet_for })
  }

  #ask(of: string | null, chatIds: readonly string[]): void {
    for (let i = 0; i < chatIds.length; i += CHUNK) {
      const chat_ids = chatIds.slice(i, i + CHUNK)
      this.#options.bus.publish({ kind: 'seats_asked', node: this.#node, of, chat_ids })
    }
  }
}
