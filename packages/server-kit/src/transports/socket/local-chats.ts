import type { Role } from '@otsy/protocol'
import type { ChatRecord } from '../../core/chat/model'
import { Delivered } from '../../core/fanout/delivered'
import type { Signal } from '../../core/fanout/port'
import { chatRoom, type ChatSocket } from './types'

/** One socket's place in a chat it joined. */
export interface Seat {
  readonly socket: ChatSocket
  readonly userId: string
  readonly role: Role
  /** May stay without being a member. */
  readonly unrestricted: boolean
  /** The membership it was taken under; news of an older one does not concern it. */
  readonly membersRev: number
  /** Messages born before this number are not shown. */
  visibleFrom: number
  /** The head its history or catch-up was read at; changes up to it are known already. */
  readonly joinedAt: number
}

/** A socket that is about to join: what happens meanwhile is kept until its history is out. */
export interface Hold {
  readonly kept: Signal[]
}

/** A chat that sockets of this node have joined or are joining. */
export class LocalChat {
  readonly id: string
  readonly seats = new Map<string, Seat>()
  readonly holds = new Set<Hold>()
  /** The newest membership this node knows; what is committed under a newer one waits. */
  rev = 0
  readsRev = 0
  delivered = new Delivered(0)
  #hasRestricted = false
  #newestJoin = 0

  constructor(id: string) {
    this.id = id
  }

  /** The first to sit down brings the state its snapshot was read with. */
  begin(chat: ChatRecord): void {
    if (this.seats.size > 0) return
    this.rev = Math.max(this.rev, chat.members_rev)
    this.readsRev = chat.reads_rev
    this.delivered = new Delivered(chat.head_seq)
  }

  /** A read mark was told. After a jump the revision stays behind: the next head check tells the rest. */
  noteReads(rev: number): void {
    if (rev === this.readsRev + 1) this.readsRev = rev
  }

  /** Whether a change may go to the whole room, or must be weighed seat by seat. */
  isForAll(changedSeq: number): boolean {
    return !this.#hasRestricted && changedSeq > this.#newestJoin
  }

  /** To be called when a seat came, went or changed. */
  reckon(): void {
    const seats = [...this.seats.values()]
    this.#hasRestricted = seats.some(({ visibleFrom }) => visibleFrom > 0)
    this.#newestJoin = seats.reduce((most, { joinedAt }) => Math.max(most, joinedAt), 0)
  }

  /** The seats of those who are no members by this record, with what the others may see brought up to it. */
  strangers(record: ChatRecord): Seat[] {
    const members = new Map(record.members.map((member) => [member.user_id, member]))
    const strangers: Seat[] = []
    for (const seat of this.seats.values()) {
      // Who sat down under a newer membership than this one is not judged by it.
      if (seat.membersRev > record.members_rev) continue
      const member = members.get(seat.userId)
      if (member !== undefined) seat.visibleFrom = member.visible_from_seq
      else if (!seat.unrestricted) strangers.push(seat)
    }
    this.reckon()
    return strangers
  }

  socketsOf(userId: string): Seat[] {
    return [...this.seats.values()].filter((seat) => seat.userId === userId)
  }
}

/** The chats this node has sockets in. */
export class LocalChats {
  readonly #chats = new Map<string, LocalChat>()
  readonly #bySocket = new Map<string, Set<string>>()

  get(chatId: string): LocalChat | undefined {
    return this.#chats.get(chatId)
  }

  all(): IterableIterator<LocalChat> {
    return this.#chats.values()
  }

  seatOf(chatId: string, socketId: string): Seat | undefined {
    return this.#chats.get(chatId)?.seats.get(socketId)
  }

  joinedBy(socketId: string): ReadonlySet<string> {
    return this.#bySocket.get(socketId) ?? new Set()
  }

  hold(chatId: string): Hold {
    const hold: Hold = { kept: [] }
    this.#ensure(chatId).holds.add(hold)
    return hold
  }

  release(chatId: string, hold: Hold): void {
    const chat = this.#chats.get(chatId)
    chat?.holds.delete(hold)
    this.#forgetEmpty(chat)
  }

  seat(chatId: string, seat: Seat): LocalChat {
    const chat = this.#ensure(chatId)
    chat.seats.set(seat.socket.id, seat)
    chat.reckon()
    const joined = this.#bySocket.get(seat.socket.id) ?? new Set()
    this.#bySocket.set(seat.socket.id, joined.add(chatId))
    void seat.socket.join(chatRoom(chatId))
    return chat
  }

  /** The seat that was left, if there was one. */
  unseat(chatId: string, socketId: string): Seat | undefined {
    const chat = this.#chats.get(chatId)
    const seat = chat?.seats.get(socketId)
    if (chat === undefined || seat === undefined) return undefined
    chat.seats.delete(socketId)
    chat.reckon()
    const joined = this.#bySocket.get(socketId)
    joined?.delete(chatId)
    if (joined?.size === 0) this.#bySocket.delete(socketId)
    void seat.socket.leave(chatRoom(chatId))
    this.#forgetEmpty(chat)
    return seat
  }

  #ensure(chatId: string): LocalChat {
    const known = this.#chats.get(chatId)
    if (known !== undefined) return known
    const chat = new LocalChat(chatId)
    this.#chats.set(chatId, chat)
    return chat
  }

  #forgetEmpty(chat: LocalChat | undefined): void {
    if (chat?.seats.size === 0 && chat.holds.size === 0) this.#chats.delete(chat.id)
  }
}
