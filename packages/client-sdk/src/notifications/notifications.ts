import { READ_IDS, type Notification, type ServerPayload } from '@otsy/protocol'
import type { NotificationsState } from '../api/notifications'
import type { Observable, Unsubscribe } from '../api/observable'
import { asOtsyError } from '../error'
import { Value } from '../observable/value'
import { View } from '../observable/view'
import type { RestClient } from '../rest-types'

export interface NotificationStoreOptions {
  readonly rest: Pick<
    RestClient,
    'listNotifications' | 'getUnreadNotifications' | 'markNotificationsRead'
  >
  readonly now: () => number
  readonly onUse: () => void
}

const PAGE = 30
const EMPTY: NotificationsState = {
  status: 'loading',
  notifications: [],
  hasMore: false,
  unread: 0,
  error: null,
}

/** The newest notifications and how many are unread, as the server tells them. */
export class NotificationStore implements Observable<NotificationsState> {
  readonly unread: Observable<number>
  readonly #options: NotificationStoreOptions
  readonly #state: Value<NotificationsState>
  readonly #count: View<number>
  /** Told live while a page was on its way, which may be older. */
  readonly #told = new Set<string>()
  #listUsers = 0
  #countUsers = 0
  #loading: Promise<void> | null = null
  /** Counts what was told of the count, so that an older answer is not taken for it. */
  #counted = 0
  #counting = false
  /** How many rows, from the newest on, may tell of what is gone. */
  #doubted = 0
  #checked = Promise.resolve()
  /** Whose these are: an answer for somebody who has gone is dropped. */
  #era = 0

  constructor(options: NotificationStoreOptions) {
    this.#options = options
    this.#state = new Value(EMPTY, { retain: () => this.#retainList() })
    this.#count = new View(0, () => this.#state.get().unread, { retain: () => this.#retainCount() })
    this.unread = this.#count
  }

  get(): NotificationsState {
    return this.#state.get()
  }

  subscribe(listener: (state: NotificationsState) => void): Unsubscribe {
    return this.#state.subscribe(listener)
  }

  async loadMore(): Promise<void> {
    if (this.#loading !== null) return await this.#loading
    const { status, hasMore, notifications } = this.get()
    if (status === 'ready' && !hasMore) return
    // What came live moved the pages on: the next one overlaps what is held instead of skipping any.
    await this.#load(Math.floor(notifications.length / PAGE) + 1)
  }

  async reload(): Promise<void> {
    await this.#loadPages(1)
  }

  async markRead(which: readonly string[] | 'all'): Promise<void> {
    const era = this.#era
    const { rest } = this.#options
    if (which === 'all') {
      const { unread_count } = await rest.markNotificationsRead({ body: { all: true } })
      if (era === this.#era) this.#read(null, unread_count)
      return
    }
    for (let start = 0; start < which.length; start += READ_IDS) {
      const notification_ids = which.slice(start, start + READ_IDS)
      const { unread_count } = await rest.markNotificationsRead({ body: { notification_ids } })
      if (era === this.#era) this.#read(notification_ids, unread_count)
    }
  }

  /** Connected: what was told meanwhile was not heard. */
  online(): void {
    if (this.#listUsers > 0) this.reload().catch(() => undefined)
    if (this.#isCounted) void this.#recount()
  }

  hear(notification: Notification): void {
    this.#told.add(notification.id)
    if (this.#listUsers > 0) this.#set({ notifications: merged([notification], this.#rows) })
    // The event carries no count: the same one may be told again, and adding up would drift.
    this.#counted++
    if (this.#isCounted) void this.#recount()
  }

  hearRead(read: ServerPayload<'notifications_read'>): void {
    this.#read(read.notification_ids, read.unread_count)
  }

  /** What was told of a deleted message loses its words, as it did on the server. */
  hearDeleted(messageId: string): void {
    const notifications = this.#rows.map((row) =>
      row.data.messageId === messageId ? { ...row, body: '' } : row,
    )
    this.#set({ notifications })
    // A page on its way may still have them.
    if (this.#loading !== null) this.#check(1)
  }

  /** Something old changed in a chat, and what it was is not told here: it may be gone. */
  doubt(chatId: string): void {
    const last = this.#rows.findLastIndex(({ body, data }) => body !== '' && data.chatId === chatId)
    if (last < 0) return
    // Nobody looks: they are loaded when somebody does.
    if (this.#listUsers === 0) this.#set({ ...EMPTY, unread: this.get().unread })
    else this.#check(last + 1)
  }

  /** Somebody else is signed in. */
  reset(): void {
    this.#era++
    this.#counted++
    this.#loading = null
    this.#told.clear()
    this.#set(EMPTY)
  }

  get #rows(): readonly Notification[] {
    return this.get().notifications
  }

  get #isCounted(): boolean {
    return this.#listUsers + this.#countUsers > 0
  }

  #retainList(): Unsubscribe {
    if (this.#listUsers++ === 0) this.reload().catch(() => undefined)
    const release = this.#retainCount()
    return () => {
      this.#listUsers--
      release()
    }
  }

  #retainCount(): Unsubscribe {
    if (this.#countUsers++ === 0) void this.#recount()
    this.#options.onUse()
    return () => this.#countUsers--
  }

  async #loadPages(count: number): Promise<void> {
    await this.#loading?.catch(() => undefined)
    for (let page = 1; page <= count; page++) await this.#load(page)
  }

  #load(page: number): Promise<void> {
    const loading = this.#page(page).finally(() => {
      if (this.#loading === loading) this.#loading = null
    })
    this.#loading = loading
    return loading
  }

  async #page(page: number): Promise<void> {
    const era = this.#era
    this.#told.clear()
    try {
      const query = { page, limit: PAGE }
      const { notifications, total } = await this.#options.rest.listNotifications({ query })
      if (era !== this.#era) return
      const fresh = notifications.filter(({ id }) => !this.#told.has(id))
      // Page 1 with news beyond its end: what is held further down no longer adjoins it.
      const oldest = notifications.at(-1)?.id
      const adjoins =
        page > 1 || notifications.length < PAGE || this.#rows.some(({ id }) => id === oldest)
      const held = adjoins ? this.#rows : this.#rows.filter(({ id }) => this.#told.has(id))
      const rows = merged(fresh, held)
      this.#set({ status: 'ready', notifications: rows, hasMore: rows.length < total, error: null })
    } catch (fault) {
      const error = asOtsyError(fault, 'network_error')
      if (era === this.#era)
        this.#set(this.#rows.length > 0 ? { error } : { status: 'error', error })
      throw error
    }
  }

  /** Loads so many of the newest rows anew, after what is on its way; asked meanwhile, once more. */
  #check(depth: number): void {
    const isQueued = this.#doubted > 0
    this.#doubted = Math.max(this.#doubted, depth)
    if (isQueued) return
    const check = async () => {
      const pages = Math.ceil(this.#doubted / PAGE)
      this.#doubted = 0
      // What fails says so in the state.
      await this.#loadPages(pages).catch(() => undefined)
    }
    this.#checked = this.#checked.then(check)
  }

  async #recount(): Promise<void> {
    if (this.#counting) return
    this.#counting = true
    const [era, counted] = [this.#era, this.#counted]
    let answered: number | null = null
    try {
      answered = (await this.#options.rest.getUnreadNotifications()).unread_count
    } catch {
      // Asked for again with the next event, or the next connection.
    }
    this.#counting = false
    if (answered === null) return
    if (era === this.#era && counted === this.#counted) this.#set({ unread: answered })
    else if (this.#isCounted) void this.#recount()
  }

  /** `ids` null: all. */
  #read(ids: readonly string[] | null, unread: number): void {
    const read_at = new Date(this.#options.now()).toISOString()
    const covered = ids === null ? null : new Set(ids)
    for (const id of ids ?? []) this.#told.add(id)
    const notifications = this.#rows.map((row) =>
      row.read_at === undefined && (covered === null || covered.has(row.id))
        ? { ...row, read_at }
        : row,
    )
    this.#counted++
    this.#set({ notifications, unread })
  }

  #set(patch: Partial<NotificationsState>): void {
    this.#state.set({ ...this.get(), ...patch })
    this.#count.invalidate()
  }
}

/** One row for each id, the first list's where both have it; newest first. */
function merged(
  first: readonly Notification[],
  second: readonly Notification[],
): readonly Notification[] {
  const rows = new Map([...second, ...first].map((row) => [row.id, row]))
  const place = ({ created_at, id }: Notification) => created_at + id
  return [...rows.values()].sort((a, b) => (place(a) < place(b) ? 1 : -1))
}
