import type { InboxChat, ServerPayload } from '@otsy/protocol'
import type { Inbox, InboxState } from '../api/chat'
import type { Observable, Unsubscribe } from '../api/observable'
import type { Me } from '../api/client'
import type { Environment, Timer } from '../environment'
import type { RestClient } from '../rest-types'
import { asOtsyError } from '../error'
import { Value } from '../observable/value'
import { assumeRead, laterCount, type Count } from './counts'
import { readOf, sortInbox, timeOf, withUpdate } from './inbox-rows'
import { findRows, type Sought } from './inbox-search'

export interface InboxOptions {
  readonly environment: Pick<Environment, 'setTimer'>
  readonly rest: Pick<RestClient, 'listMyChats' | 'getUnreadCount'>
  readonly me: () => Me | null
  readonly onUse: () => void
  readonly onCount: (chatId: string) => void
}

const PAGE = 30
/** Between two searches, so that what is told in a row is looked for together. */
const PAUSE_MS = 200
const UNLOADED = { status: 'loading', hasMore: false, error: null } as const

/** The person's chats and unread counts: one store, so that no two places tell different numbers. */
export class InboxStore implements Inbox {
  readonly unread: Observable<number>
  readonly #options: InboxOptions
  readonly #told: Value<InboxState>
  readonly #total: Value<number>
  /** What there is to tell; null: it has changed. */
  #state: InboxState | null = null
  readonly #counts = new Map<string, Count>()
  /** Chats whose count somebody looks at. */
  readonly #wanted = new Set<string>()
  /** Latest change last. */
  readonly #rows = new Map<string, InboxChat>()
  /** Chats told of that there is no row of. Another map: what was asked before is of no use any more. */
  #sought: Sought = new Map()
  /** Those that are being looked for. */
  #seeking: Sought | null = null
  #progress: Omit<InboxState, 'chats'> = UNLOADED
  #pages = 0
  /** The time down to which every row is held; empty: all are. */
  #end = ''
  #loading: Promise<void> | null = null
  #telling: Timer | null = null
  #users = 0

  constructor(options: InboxOptions) {
    this.#options = options
    const retain = { retain: () => this.#retain() }
    this.#told = new Value<InboxState>(this.get(), retain)
    this.#total = new Value(0, retain)
    this.unread = {
      get: () => [...this.#counts.values()].reduce((sum, { unread }) => sum + unread, 0),
      subscribe: (listener) => this.#total.subscribe(listener),
    }
  }

  /** Whether anybody watches, so that news of chats that are not open matter. */
  get isUsed(): boolean {
    return this.#users > 0
  }

  get(): InboxState {
    // What changed last is newest, so that little is left to sort.
    const chats = () => sortInbox([...this.#rows.values()].reverse())
    return (this.#state ??= { ...this.#progress, chats: chats() })
  }

  subscribe(listener: (state: InboxState) => void): Unsubscribe {
    return this.#told.subscribe(listener)
  }

  countOf(chatId: string): Count | undefined {
    return this.#counts.get(chatId)
  }

  /** Somebody looks at a chat's count. */
  want(chatId: string): void {
    this.#wanted.add(chatId)
    void this.fill(chatId)
  }

  /** Asks for a count that is looked at and not known. */
  async fill(chatId: string): Promise<void> {
    if (!this.#wanted.has(chatId) || this.#counts.has(chatId)) return
    const sought = this.#sought
    try {
      const answer = await this.#options.rest.getUnreadCount({ params: { chat_id: chatId } })
      if (sought !== this.#sought || this.#counts.has(chatId)) return
      // At no point of the log in particular: whatever else is told is later.
      this.#setCount(chatId, { unread: answer.unread_count, head: 0, read: 0 })
    } catch {
      // Asked for again when the room is whole.
    }
  }

  async loadMore(): Promise<void> {
    if (this.#loading !== null) return await this.#loading
    if (this.#pages > 0 && !this.#progress.hasMore) return
    await this.#load(this.#pages + 1)
  }

  async reload(): Promise<void> {
    await this.#loading?.catch(() => undefined)
    await this.#load(1)
  }

  /** There are unread messages in more chats than were told of: counts them all. */
  recount(): void {
    this.#sought.set('', null)
  }

  /** Rows as the server has just read them. Those from before `from` are counted and not shown. */
  learn(rows: readonly InboxChat[], from = ''): void {
    for (const row of rows) {
      const { id, unread_count: unread, head_seq: head } = row
      this.count(id, { unread, head, read: readOf(row, this.#userId) })
      const update = this.#sought.get(id)
      this.#sought.delete(id)
      if (timeOf(row) < from || (this.#rows.get(id)?.head_seq ?? 0) > head) continue
      this.#put(update ? withUpdate(row, update, this.#userId) : row)
    }
  }

  update(update: ServerPayload<'chat_updated'>): void {
    const { chatId, unread_count: unread, head_seq: head, read_seq: read } = update
    this.count(chatId, { unread, head, read })
    const row = this.#rows.get(chatId)
    if (row !== undefined) return this.#put(withUpdate(row, update, this.#userId))
    // What belongs to a later page comes with it.
    if (update.last_message !== null && update.last_message.created_at < this.#end) return
    this.#sought.set(chatId, update)
    void this.#seek()
  }

  membership({ chatId, members, status }: ServerPayload<'membership_changed'>): void {
    const row = this.#rows.get(chatId)
    if (row !== undefined) this.#put({ ...row, members, status })
  }

  remove(chatId: string): void {
    this.#counts.delete(chatId)
    this.#sought.delete(chatId)
    this.#rows.delete(chatId)
    this.#changed()
    this.#options.onCount(chatId)
  }

  count(chatId: string, told: Count): void {
    this.#setCount(chatId, laterCount(this.#counts.get(chatId), told))
  }

  assumeRead(chatId: string, upTo: number): void {
    const held = this.#counts.get(chatId)
    if (held === undefined) return
    this.#setCount(chatId, assumeRead(held, upTo))
  }

  /** The server's word after a mark, whatever was assumed before. */
  confirmRead(
    chatId: string,
    answer: { readonly read_seq: number; readonly unread_count: number },
  ): void {
    const head = Math.max(this.#counts.get(chatId)?.head ?? 0, answer.read_seq)
    this.#setCount(chatId, { unread: answer.unread_count, head, read: answer.read_seq })
  }

  /** Another log, or another person: nothing held compares with what comes. */
  reset(): void {
    this.#sought.clear()
    this.#sought = new Map()
    this.#rows.clear()
    this.#pages = 0
    this.#end = ''
    const chatIds = [...this.#counts.keys()]
    this.#counts.clear()
    this.#changed(UNLOADED)
    for (const chatId of chatIds) this.#options.onCount(chatId)
  }

  get #userId(): string | null {
    return this.#options.me()?.userId ?? null
  }

  #setCount(chatId: string, count: Count): void {
    const held = this.#counts.get(chatId)
    this.#counts.set(chatId, count)
    if (held?.unread === count.unread) return
    const row = this.#rows.get(chatId)
    if (row !== undefined) this.#put(row)
    this.#changed()
    this.#options.onCount(chatId)
  }

  #retain(): Unsubscribe {
    this.#users++
    this.#options.onUse()
    if (this.#pages === 0 && this.#loading === null) this.#load(1).catch(() => undefined)
    else void this.#seek()
    return () => {
      this.#users--
    }
  }

  #load(page: number): Promise<void> {
    return (this.#loading = this.#fetchPage(page).finally(() => {
      this.#loading = null
    }))
  }

  async #fetchPage(page: number): Promise<void> {
    const sought = this.#sought
    const held = [...this.#rows.keys()]
    try {
      const { chats, total } = await this.#options.rest.listMyChats({
        query: { page, limit: PAGE },
      })
      if (sought !== this.#sought) return
      if (page > this.#pages) {
        this.#pages = page
        const last = chats.at(-1)
        this.#end = last !== undefined && page * PAGE < total ? timeOf(last) : ''
      }
      // All there is: what else was held is no longer this person's.
      if (chats.length === total) {
        const ids = new Set(chats.map(({ id }) => id))
        for (const id of held) if (!ids.has(id)) this.remove(id)
      }
      this.learn(chats)
      const hasMore = this.#pages * PAGE < total && this.#rows.size < total
      this.#changed({ status: 'ready', hasMore, error: null })
      void this.#seek()
    } catch (fault) {
      const error = asOtsyError(fault, 'network_error')
      if (sought === this.#sought)
        this.#changed(this.#pages > 0 ? { error } : { status: 'error', error })
      throw error
    }
  }

  /** Rows that are missing are asked for while somebody watches, and not before the list itself. */
  async #seek(): Promise<void> {
    const sought = this.#sought
    if (!this.isUsed || this.#pages === 0 || this.#seeking === sought) return
    this.#seeking = sought
    try {
      while (sought.size > 0) {
        await findRows(sought, this.#options.rest, (rows) => {
          if (sought === this.#sought) this.learn(rows, this.#end)
        })
        await new Promise<void>((resolve) => this.#options.environment.setTimer(resolve, PAUSE_MS))
      }
    } catch {
      // Looked for again with the next update or the next load.
    }
    if (this.#seeking === sought) this.#seeking = null
  }

  #put(row: InboxChat): void {
    const unread_count = this.#counts.get(row.id)?.unread ?? row.unread_count
    const counted = unread_count === row.unread_count ? row : { ...row, unread_count }
    if (this.#rows.get(row.id) === counted) return
    this.#rows.delete(row.id)
    this.#rows.set(row.id, counted)
    this.#changed()
  }

  /** What changes in one go is told in one. */
  #changed(patch: Partial<InboxState> = {}): void {
    this.#progress = { ...this.#progress, ...patch }
    this.#state = null
    this.#telling ??= this.#options.environment.setTimer(() => {
      this.#telling = null
      this.#told.set(this.get())
      this.#total.set(this.unread.get())
    }, 0)
  }
}
