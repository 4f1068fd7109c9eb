import type { Chat, Member, ServerPayload } from '@otsy/protocol'
import type { Unsubscribe } from '../api/observable'
import type { HistoryWindow, RoomState, TypingPerson } from '../api/room'
import type { MessageRow } from '../api/row'
import type { Me } from '../api/client'
import type { Environment } from '../environment'
import { advance, type LogEvent } from '../log/machine'
import { emptyLog, messagesInView, type Change, type LogState } from '../log/state'
import { bounds } from '../log/stretches'
import { Value } from '../observable/value'
import { View } from '../observable/view'
import type { OutboxState } from '../outbox/machine'
import { Typists } from '../typing/typists'
import { mergeChat, readsOf, withMembers, withMute, withReadMark, type ReadMark } from './members'
import { buildRows } from './rows'

export interface RoomCoreOptions {
  readonly chatId: string
  readonly environment: Environment
  readonly me: () => Me | null
  readonly unsent: () => OutboxState
  readonly unreadOf: () => number
  /** Somebody began, or everybody ceased, to watch the room. */
  readonly onUse: (used: boolean) => void
  readonly onChanges: (changes: readonly Change[]) => void
  readonly onUnreadUse: () => void
}

const NO_MEMBERS: readonly Member[] = []
const IDLE: RoomState = { status: 'idle' }

/** What is known of one chat, and who watches it. Decides nothing and asks for nothing. */
export class RoomCore {
  readonly chatId: string
  readonly state: Value<RoomState>
  readonly chat: Value<Chat | null>
  readonly members: View<readonly Member[]>
  readonly reads: View<Readonly<Record<string, number>>>
  readonly messages: View<readonly MessageRow[]>
  readonly window: View<HistoryWindow>
  readonly unread: View<number>
  readonly typists: Typists
  /** Whether the server tells this connection of the chat. */
  joined = false
  /** Whether a page of history is on its way. */
  #loading = false
  #users = 0
  #log: LogState = emptyLog
  /** Grows when everything is forgotten: an answer to a question from before is of no use. */
  #era = 0
  readonly #options: RoomCoreOptions

  constructor(options: RoomCoreOptions) {
    this.#options = options
    this.chatId = options.chatId
    const retain = { retain: () => this.retain() }
    this.state = new Value<RoomState>(IDLE, retain)
    this.chat = new Value<Chat | null>(null, retain)
    this.members = new View(NO_MEMBERS, () => this.chat.get()?.members ?? NO_MEMBERS, retain)
    this.reads = new View<Readonly<Record<string, number>>>(
      {},
      (last) => readsOf(this.members.get(), last),
      retain,
    )
    this.messages = new View<readonly MessageRow[]>([], (last) => this.#rows(last), retain)
    this.window = new View<HistoryWindow>(
      { hasOlder: false, hasNewer: false, loading: false },
      (last) => this.#window(last),
      retain,
    )
    this.unread = new View(0, options.unreadOf, {
      retain: () => {
        options.onUnreadUse()
        return this.retain()
      },
    })
    const people = new Value<readonly TypingPerson[]>([], retain)
    this.typists = new Typists(options.environment, people)
  }

  get log(): LogState {
    return this.#log
  }

  get era(): number {
    return this.#era
  }

  get isUsed(): boolean {
    return this.#users > 0
  }

  /** Keeps the room current until what it returns is called. */
  retain(): Unsubscribe {
    if (this.#users++ === 0) this.#options.onUse(true)
    let done = false
    return () => {
      if (done) return
      done = true
      if (--this.#users === 0) this.#options.onUse(false)
    }
  }

  apply(event: LogEvent): void {
    const { log, changes } = advance(this.#log, event)
    this.showLog(log)
    if (changes.length > 0) this.#options.onChanges(changes)
  }

  showLog(log: LogState): void {
    if (log === this.#log) return
    this.#log = log
    this.messages.invalidate()
    this.window.invalidate()
  }

  /** What is held can't be trusted any more; the chat's own head and members come anew with it. */
  forgetLog(): void {
    this.#era++
    this.apply({ type: 'forget' })
  }

  /** Nothing stays: the person signed out, or may no longer see the chat. */
  clear(state: RoomState): void {
    this.forgetLog()
    this.joined = false
    this.typists.clear()
    this.setChat(null)
    this.state.set(state)
  }

  setLoading(loading: boolean): void {
    this.#loading = loading
    this.window.invalidate()
  }

  /** A whole chat as just told; `absolute`: also read cursors that went back. */
  learnChat(chat: Chat, absolute = false): void {
    this.setChat(absolute ? chat : mergeChat(this.chat.get(), chat))
  }

  learnMembers(
    { members, status }: Pick<ServerPayload<'membership_changed'>, 'members' | 'status'>,
    audience: 'all' | 'owner',
  ): void {
    const chat = this.chat.get()
    if (chat !== null) this.setChat({ ...withMembers(chat, members, audience), status })
  }

  learnMute(until: string | null): void {
    const [chat, me] = [this.chat.get(), this.#options.me()]
    if (chat !== null && me !== null) this.setChat(withMute(chat, me.userId, until))
  }

  learnStatus(status: Chat['status']): void {
    const chat = this.chat.get()
    if (chat !== null && chat.status !== status) this.setChat({ ...chat, status })
  }

  learnRead(mark: ReadMark): void {
    const chat = this.chat.get()
    if (chat !== null) this.setChat(withReadMark(chat, mark))
  }

  setChat(chat: Chat | null): void {
    this.chat.set(chat)
    this.members.invalidate()
    this.reads.invalidate()
    this.messages.invalidate()
  }

  #rows(last: readonly MessageRow[]): readonly MessageRow[] {
    const me = this.#options.me()
    const reads = { ...this.reads.get() }
    // Whoever looks at the rows knows what they themselves have read.
    if (me !== null) delete reads[me.userId]
    const unsent =
      this.#log.detached === null
        ? this.#options.unsent().filter((item) => item.entry.chatId === this.chatId)
        : []
    return buildRows(last, { me, messages: messagesInView(this.#log), unsent, reads })
  }

  #window(last: HistoryWindow): HistoryWindow {
    const { older, newer } = bounds(this.#log)
    const next = { hasOlder: older !== null, hasNewer: newer !== null, loading: this.#loading }
    const same =
      next.hasOlder === last.hasOlder &&
      next.hasNewer === last.hasNewer &&
      next.loading === last.loading
    return same ? last : next
  }
}
