import type { InboxChat, ServerPayload } from '@otsy/protocol'
import type { Inbox, InboxState } from '../api/chat'
import type { Observable, Unsubscribe } from '../api/observable'
import type { Me } from '../api/client'
import type { RestClient } from '../rest-types'
import { asOtsyError } from '../error'
import { Value } from '../observable/value'
import { View } from '../observable/view'
import { assumeRead, laterCount, type Count } from './counts'
import { sortInbox, withUpdate } from './inbox-rows'

export interface InboxOptions {
  readonly rest: Pick<RestClient, 'listMyChats' | 'getChat' | 'getUnreadCount'>
  readonly me: () => Me | null
  readonly onUse: () => void
  readonly onCount: (chatId: string) => void
}

const PAGE = 30

/** The person's chats and unread counts: one store, so that no two places tell different numbers. */
export class InboxStore implements Inbox {
  readonly unread: Observable<number>
  readonly #options: InboxOptions
  readonly #state: Value<InboxState>
  readonly #total: View<number>
  readonly #counts = new Map<string, Count>()
  /** Chats whose count somebody looks at. */
  readonly #wanted = new Set<string>()
  readonly #missing = new Map<string, ServerPayload<'chat_updated'>>()
  #rows: ReadonlyMap<string, InboxChat> = new Map()
  #pages = 0
  #loading: Promise<void> | null = null
  #users = 0
  #era = 0

  constructor(options: InboxOptions) {
    this.#options = options
    const retain = { retain: () => this.#retain() }
    this.#state = new Value<InboxState>(
      { status: 'loading', chats: [], hasMore: false, error: null },
      retain,
    )
    this.#total = new View(
      0,
      () => [...this.#counts.values()].reduce((sum, { unread }) => sum + unread, 0),
      retain,
    )
    this.unread = this.#total
  }

  /** Whether anybody watches, so that news of chats that are not open matter. */
  get isUsed(): boolean {
    return this.#users > 0
  }

  get(): InboxState {
    return this.#state.get()
  }

  subscribe(listener: (state: InboxState) => void): Unsubscribe {
    return this.#state.subscribe(listener)
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
    const era = this.#era
    try {
      const answer = await this.#options.rest.getUnreadCount({ params: { chat_id: chatId } })
      if (era !== this.#era || this.#counts.has(chatId)) return
      // At no point of the log in particular: whatever else is told is later.
      this.#setCount(chatId, { unread: answer.unread_count, head: 0, read: 0 })
    } catch {
      // Asked for again when the room is whole.
    }
  }

  async loadMore(): Promise<void> {
    if (this.#loading !== null) return await this.#loading
    if (this.#pages > 0 && !this.#state.get().hasMore) return
    await this.#load(this.#pages + 1)
  }

  async reload(): Promise<void> {
    await this.#loading?.catch(() => undefined)
    await this.#load(1)
  }

  /** Rows as the server has just read them. */
  learn(rows: readonly InboxChat[]): void {
    const next = new Map(this.#rows)
    for (const row of rows) {
      const own = row.members.find((member) => member.user_id === this.#options.me()?.userId)
      this.count(row.id, { unread: row.unread_count, head: row.head_seq, read: own?.read_seq ?? 0 })
      if ((next.get(row.id)?.head_seq ?? 0) <= row.head_seq) next.set(row.id, row)
    }
    this.#rows = next
    this.#show()
  }

  update(update: ServerPayload<'chat_updated'>): void {
    const { chatId, unread_count: unread, head_seq: head, read_seq: read } = update
    this.count(chatId, { unread, head, read })
    const row = this.#rows.get(chatId)
    if (row === undefined) return void this.#fetch(update)
    this.#set(withUpdate(row, update, this.#options.me()?.userId ?? null))
  }

  membership({ chatId, members, status }: ServerPayload<'membership_changed'>): void {
    const row = this.#rows.get(chatId)
    if (row !== undefined) this.#set({ ...row, members, status })
  }

  remove(chatId: string): void {
    this.#counts.delete(chatId)
    this.#missing.delete(chatId)
    const rows = new Map(this.#rows)
    if (rows.delete(chatId)) this.#rows = rows
    this.#show()
    this.#options.onCount(chatId)
  }

  count(chatId: string, told: Count): void {
    this.#setCount(chatId, laterCount(this.#counts.get(chatId), told))
  }

  assumeRead(chatId: string, upTo: number): void {
    const held = this.#counts.get(chatId)
    if (held === undefined) return
    this.#setCount(chatId, assumeRead(held, upTo))
    this.#show()
  }

  /** The server's word after a mark, whatever was assumed before. */
  confirmRead(
    chatId: string,
    answer: { readonly read_seq: number; readonly unread_count: number },
  ): void {
    const head = Math.max(this.#counts.get(chatId)?.head ?? 0, answer.read_seq)
    this.#setCount(chatId, { unread: answer.unread_count, head, read: answer.read_seq })
    this.#show()
  }

  /** Another log, or another person: nothing held compares with what comes. */
  reset(): void {
    this.#era++
    this.#rows = new Map()
    this.#pages = 0
    this.#missing.clear()
    const chatIds = [...this.#counts.keys()]
    this.#counts.clear()
    this.#state.set({ status: 'loading', chats: [], hasMore: false, error: null })
    this.#total.invalidate()
    for (const chatId of chatIds) this.#options.onCount(chatId)
  }

  #setCount(chatId: string, count: Count): void {
    const held = this.#counts.get(chatId)
    if (held === count) return
    this.#counts.set(chatId, count)
    if (held?.unread === count.unread) return
    this.#total.invalidate()
    this.#options.onCount(chatId)
  }

  #retain(): Unsubscribe {
    this.#users++
    this.#options.onUse()
    if (this.#pages === 0 && this.#loading === null) this.#load(1).catch(() => undefined)
    let done = false
    return () => {
      if (done) return
      done = true
      this.#users--
    }
  }

  #load(page: number): Promise<void> {
    const loading = this.#fetchPage(page).finally(() => {
      if (this.#loading === loading) this.#loading = null
    })
    this.#loading = loading
    return loading
  }

  async #fetchPage(page: number): Promise<void> {
    const era = this.#era
    try {
      const { chats, total } = await this.#options.rest.listMyChats({
        query: { page, limit: PAGE },
      })
      if (era !== this.#era) return
      this.#pages = Math.max(this.#pages, page)
      // All there is: what else is held is no longer this person's.
      if (chats.length === total) this.#keepOnly(new Set(chats.map(({ id }) => id)))
      this.learn(chats)
      this.#show({ status: 'ready', hasMore: this.#pages * PAGE < total, error: null })
    } catch (fault) {
      const error = asOtsyError(fault, 'network_error')
      if (era === this.#era) this.#show(this.#pages > 0 ? { error } : { status: 'error', error })
      throw error
    }
  }

  #keepOnly(chatIds: ReadonlySet<string>): void {
    for (const chatId of [...this.#rows.keys()]) if (!chatIds.has(chatId)) this.remove(chatId)
  }

  /** An update of a chat the inbox has no row of: the rest of the row is asked for once. */
  async #fetch(update: ServerPayload<'chat_updated'>): Promise<void> {
    if (!this.isUsed) return
    const { chatId } = update
    const isAsked = this.#missing.has(chatId)
    this.#missing.set(chatId, update)
    if (isAsked) return
    const era = this.#era
    try {
      const chat = await this.#options.rest.getChat({ params: { chat_id: chatId } })
      const latest = this.#missing.get(chatId)
      if (era !== this.#era || latest === undefined) return
      this.#set({ ...chat, last_message: latest.last_message, unread_count: latest.unread_count })
    } catch {
      // It comes with the next update or the next reload.
    } finally {
      this.#missing.delete(chatId)
    }
  }

  #set(row: InboxChat): void {
    if (this.#rows.get(row.id) === row) return
    this.#rows = new Map(this.#rows).set(row.id, row)
    this.#show()
  }

  #show(patch: Partial<InboxState> = {}): void {
    const counted = [...this.#rows.values()].map((row) => {
      const unread_count = this.#counts.get(row.id)?.unread ?? row.unread_count
      return unread_count === row.unread_count ? row : { ...row, unread_count }
    })
    this.#state.set({ ...this.#state.get(), chats: sortInbox(counted), ...patch })
  }
}
