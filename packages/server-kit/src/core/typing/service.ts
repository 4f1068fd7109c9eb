import { LIMITS, type Role } from '@otsy/protocol'
import type { Bus } from '../fanout/port'

/** A repeated `start` within this time is not told again: the receivers still show the last one. */
const REPEAT_MS = 1_000

/** The typist's place in the chat, and the membership it was read under. */
export interface TypistPlace {
  readonly role: Role
  readonly membersRev: number
}

interface Typist extends TypistPlace {
  readonly connectionId: string
  readonly timer: NodeJS.Timeout
  readonly toldAt: number
}

export interface TypingPlace {
  readonly chatId: string
  readonly userId: string
}

/**
 * Who is typing where, on this node's connections. A start that is not repeated ends by itself, so
 * that nobody types forever whose phone lost the network.
 */
export class TypingService {
  readonly #bus: Bus
  readonly #typists = new Map<string, Typist & TypingPlace>()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  start(place: TypingPlace, connectionId: string, { role, membersRev }: TypistPlace): void {
    const key = keyOf(place)
    const before = this.#typists.get(key)
    clearTimeout(before?.timer)
    const now = Date.now()
    const tell = before === undefined || now - before.toldAt >= REPEAT_MS
    const timer = setTimeout(() => this.stop(place), LIMITS.typingTtlMs)
    timer.unref()
    const toldAt = tell ? now : before.toldAt
    const typist = { ...place, connectionId, role, membersRev, timer, toldAt }
    this.#typists.set(key, typist)
    if (tell) this.#tell(typist, 'start')
  }

  /** Also at a send: who has sent is not typing. */
  stop(place: TypingPlace): void {
    const key = keyOf(place)
    const typist = this.#typists.get(key)
    if (typist === undefined) return
    clearTimeout(typist.timer)
    this.#typists.delete(key)
    this.#tell(typist, 'stop')
  }

  /** At the end of a connection, or when it leaves one chat. */
  stopConnection(connectionId: string, chatId?: string): void {
    for (const typist of this.#typists.values()) {
      if (typist.connectionId !== connectionId) continue
      if (chatId === undefined || typist.chatId === chatId) this.stop(typist)
    }
  }

  close(): void {
    for (const { timer } of this.#typists.values()) clearTimeout(timer)
    this.#typists.clear()
  }

  #tell(typist: TypingPlace & TypistPlace, action: 'start' | 'stop'): void {
    const { chatId: chat_id, userId: user_id, membersRev: members_rev, role } = typist
    const at = new Date().toISOString()
    this.#bus.publish({ kind: 'typing', chat_id, members_rev, user_id, role, action, at })
  }
}

/** Told apart by the chat's length: both ids may hold anything. */
function keyOf({ chatId, userId }: TypingPlace): string {
  return `${chatId.length} ${chatId}${userId}`
}
