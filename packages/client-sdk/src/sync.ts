import { SYNC_CURSORS, PAGE_SIZE, type CatchUpPage, type Message } from '@otsy/protocol'
import type { Environment, Timer } from './environment'
import type { RestClient } from './rest-types'
import type { SocketLink } from './socket/link'
import type { InboxStore } from './chat/inbox'
import type { RoomCore } from './chat/room-core'
import { backOff } from './connection/back-off'
import { asOtsyError, OtsyError } from './error'
import { anchorOf, isBehind } from './log/state'

export interface SyncOptions {
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer' | 'random'>
  readonly link: Pick<SocketLink, 'request' | 'tell'>
  readonly rest: Pick<RestClient, 'listMessages'>
  readonly inbox: InboxStore
  readonly rooms: () => Iterable<RoomCore>
  readonly isOnline: () => boolean
  readonly onRecovered: (chatId: string, complete: boolean) => void
}

/** A hole may close by itself when two events only overtook each other. */
const PATIENCE_MS = 200
/** Above so many missed changes it is less work to begin with the newest messages again. */
const RELOAD_BEYOND = 1_000
const FIRST_PAGE = 50
/** A number of the log that none has. Pages before a number end with what fits. */
const BEYOND_ALL = 9e15

interface Work {
  running: boolean
  /** Asked for while it was running. */
  again: boolean
  attempt: number
  timer: Timer | null
  /** Lost and not yet made whole since; `complete`: nothing had to be forgotten. */
  recovering: { complete: boolean } | null
}

/** Makes every room that is watched whole, and keeps it so: joins, catches up, heals holes. */
export class Sync {
  readonly #options: SyncOptions
  readonly #work = new WeakMap<RoomCore, Work>()
  #epoch = ''
  /** Of what was missed: one after another, that a slow line has time for each. */
  #page: Promise<unknown> = Promise.resolve()

  constructor(options: SyncOptions) {
    this.#options = options
  }

  /** A connection stands. One question for all rooms first, so that joining each has little to add. */
  async online(epoch: string): Promise<void> {
    const { inbox, rooms } = this.#options
    const isOtherLog = this.#epoch !== '' && this.#epoch !== epoch
    this.#epoch = epoch
    for (const room of rooms()) {
      if (room.log.cursor === null) continue
      if (room.isUsed) this.#workOf(room).recovering = { complete: !isOtherLog }
      if (isOtherLog) room.forgetLog()
    }
    if (isOtherLog) inbox.reset()
    const used = [...rooms()].filter((room) => room.isUsed)
    let hasMore = false
    try {
      hasMore = await this.#syncAll(used.filter((room) => room.log.cursor !== null))
    } catch {
      // Each room asks for itself then.
    }
    for (const room of rooms()) if (room.isUsed) void this.bring(room)
    if (hasMore) inbox.recount()
    if (inbox.isUsed || hasMore) inbox.reload().catch(() => undefined)
  }

  /** The connection is gone, and with it every place in a room. */
  offline(): void {
    for (const room of this.#options.rooms()) {
      room.joined = false
      room.typists.clear()
      this.#stopTimer(room)
    }
  }

  /** Joins a room and loads or catches up what it lacks. Safe to call at any time. */
  async bring(room: RoomCore): Promise<void> {
    const work = this.#workOf(room)
    if (!room.isUsed || !this.#options.isOnline()) return
    work.again = work.running
    if (work.running) return
    work.running = true
    this.#stopTimer(room)
    try {
      const isGone = room.state.get().status === 'gone'
      if (room.log.cursor === null && !isGone) room.state.set({ status: 'loading' })
      if (!room.joined) await this.#join(room)
      if (room.log.cursor !== null) room.state.set({ status: 'ready' })
      await this.#heal(room)
      work.attempt = 0
      if (room.log.cursor !== null) this.#whole(room)
    } catch (fault) {
      this.#failed(room, fault)
    } finally {
      work.running = false
    }
    // It may have been left, or fallen behind again, while this was under way.
    if (!room.isUsed) this.leave(room)
    else if (work.again) void this.bring(room)
    else if (room.joined && isBehind(room.log)) this.behind(room)
  }

  /** Something is missing, or soon will not be: looks again a little later. */
  behind(room: RoomCore): void {
    const work = this.#workOf(room)
    if (work.running || work.timer !== null || !isBehind(room.log)) return
    work.timer = this.#options.environment.setTimer(() => {
      work.timer = null
      if (isBehind(room.log)) void this.bring(room)
    }, PATIENCE_MS)
  }

  leave(room: RoomCore): void {
    if (room.joined) this.#options.link.tell('leave_chat', { chat_id: room.chatId })
    room.joined = false
    this.#stopTimer(room)
  }

  /**
   * Chat after chat, as an answer holds only so much; whoever is whole need not wait for the others.
   * Whether there is more news in the inbox than the answers held.
   */
  async #syncAll(rooms: readonly RoomCore[]): Promise<boolean> {
    const { link, inbox } = this.#options
    if (rooms.length === 0 && !inbox.isUsed) return false
    const epoch = this.#epoch
    let hasMore = false
    for (let start = 0; start === 0 || start < rooms.length; start += SYNC_CURSORS) {
      let some = rooms.slice(start, start + SYNC_CURSORS)
      for (let goesOn = true; goesOn;) {
        const cursors = Object.fromEntries(
          some.map(({ chatId, log }) => [chatId, { seq: log.cursor ?? 0, anchor: anchorOf(log) }]),
        )
        const answer = await link.request('sync', { epoch, cursors })
        let moved = false
        for (const room of some) {
          const synced = answer.chats[room.chatId]
          if (synced === undefined) continue
          const { unread_count: unread, page } = synced
          moved ||= page.to > page.from
          room.learnMembers(synced, 'owner')
          this.#apply(room, page)
          const read = inbox.countOf(room.chatId)?.read ?? 0
          inbox.count(room.chatId, { unread, head: page.head_seq, read })
        }
        for (const chatId of answer.not_found) {
          some.find((room) => room.chatId === chatId)?.clear({ status: 'gone' })
          inbox.remove(chatId)
        }
        inbox.learn(answer.inbox)
        hasMore ||= answer.inbox_has_more
        some = some.filter(
          ({ log: { cursor, head } }) => head - (cursor ?? -Infinity) <= RELOAD_BEYOND,
        )
        goesOn = moved && some.some(({ log }) => isBehind(log))
        for (const room of some) {
          if (goesOn && !room.joined && !isBehind(room.log)) void this.bring(room)
        }
      }
    }
    return hasMore
  }

  async #join(room: RoomCore): Promise<void> {
    const { log, chatId, era } = room
    const from =
      log.cursor === null
        ? {}
        : { after_seq: log.cursor, epoch: this.#epoch, anchor: anchorOf(log) }
    const { chat, page } = await this.#options.link.request('join_chat', {
      chat_id: chatId,
      history: false,
      ...from,
    })
    if (room.era !== era) return
    if (chat.id !== chatId) {
      throw new OtsyError('not_found', {
        message: 'A room is named by its chat, not by its order.',
      })
    }
    room.joined = true
    if (log.cursor !== null) this.#apply(room, page)
    // Forgotten just now, or by an earlier answer, or never known.
    room.learnChat(chat, room.log.cursor === null)
    if (room.log.cursor === null) await this.#load(room, page)
  }

  /** The newest messages: those that came with the answer to joining, else a page of history. */
  async #load(room: RoomCore, page: CatchUpPage): Promise<void> {
    const isNewest = page.to === page.head_seq && (page.messages.length > 0 || page.head_seq === 0)
    if (isNewest) {
      const messages = bySeq(page.messages)
      room.apply({ type: 'loaded', messages, to: page.to, hasOlder: (messages[0]?.seq ?? 1) > 1 })
      return
    }
    await this.#loadNewest(room, page.head_seq)
  }

  async #loadNewest(room: RoomCore, head: number): Promise<void> {
    const { era } = room
    const { messages, hasMore } = await this.#options.rest.listMessages({
      params: { chat_id: room.chatId },
      query: { limit: FIRST_PAGE, before_seq: BEYOND_ALL },
    })
    if (room.era !== era) return
    // Up to its latest change a page holds everything about its own messages, and the others are not
    // held, so that number is a cursor as good as the head.
    const to = messages.reduce((most, message) => Math.max(most, message.changed_seq), 0)
    room.apply({ type: 'loaded', messages: bySeq(messages), to, hasOlder: hasMore })
    room.apply({ type: 'head', seq: head })
  }

  async #heal(room: RoomCore): Promise<void> {
    const { rest } = this.#options
    while (isBehind(room.log)) {
      const { cursor, head } = room.log
      if (cursor === null) return
      if (head - cursor > RELOAD_BEYOND) {
        this.#forget(room)
        await this.#loadNewest(room, 0)
        return
      }
      const { era } = room
      const ask = () =>
        rest.listMessages({
          params: { chat_id: room.chatId },
          query: {
            after_seq: cursor,
            epoch: this.#epoch,
            anchor: anchorOf(room.log) ?? undefined,
            limit: PAGE_SIZE,
          },
        })
      const asked = this.#page.then(ask, ask)
      this.#page = asked
      const answer = await asked
      if (room.era !== era) return
      const { from = cursor, to = cursor, head_seq = to, complete = true } = answer
      this.#apply(room, { ...answer, from, to, head_seq, complete })
      if (room.log.cursor === null) await this.#loadNewest(room, head_seq)
      // The event told of more than the store knows yet: not for long, but not at once either.
      else if (room.log.cursor === cursor) throw new OtsyError('overloaded')
    }
  }

  #apply(room: RoomCore, page: CatchUpPage): void {
    if (page.complete) room.apply({ type: 'caught_up', page })
    else this.#forget(room)
  }

  #forget(room: RoomCore): void {
    this.#workOf(room).recovering = { complete: false }
    room.forgetLog()
  }

  #whole(room: RoomCore): void {
    const work = this.#workOf(room)
    const { recovering } = work
    work.recovering = null
    void this.#options.inbox.fill(room.chatId)
    if (recovering !== null) this.#options.onRecovered(room.chatId, recovering.complete)
  }

  #failed(room: RoomCore, fault: unknown): void {
    const error = asOtsyError(fault, 'bad_response')
    if (error.code === 'not_found' || error.code === 'forbidden') {
      this.#options.inbox.remove(room.chatId)
      return room.clear({ status: 'gone' })
    }
    const isPassing = error.retryable && room.isUsed
    if (room.log.cursor === null && !isPassing) room.state.set({ status: 'error', error })
    if (!isPassing || !this.#options.isOnline()) return
    const work = this.#workOf(room)
    const { environment } = this.#options
    const ms = (error.retryAfterMs ?? 0) + backOff(++work.attempt, environment.random())
    work.timer = environment.setTimer(() => {
      work.timer = null
      void this.bring(room)
    }, ms)
  }

  #workOf(room: RoomCore): Work {
    const known = this.#work.get(room)
    if (known !== undefined) return known
    const work: Work = { running: false, again: false, attempt: 0, timer: null, recovering: null }
    this.#work.set(room, work)
    return work
  }

  #stopTimer(room: RoomCore): void {
    const work = this.#workOf(room)
    if (work.timer !== null) this.#options.environment.clearTimer(work.timer)
    work.timer = null
  }
}

function bySeq(messages: readonly Message[]): Message[] {
  return [...messages].sort((a, b) => a.seq - b.seq)
}
