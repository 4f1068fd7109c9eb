import type { Message } from '@otsy/protocol'
import type { Environment, Timer } from '../environment'
import { backOff } from '../connection/back-off'
import { asOtsyError, errorFromWire, OtsyError } from '../error'
import type { OutboxEntry } from './entry'
import {
  advanceOutbox,
  dueItems,
  nextDueAt,
  queuedItem,
  type OutboxEvent,
  type OutboxItem,
  type OutboxState,
} from './machine'
import { Persistence } from './persistence'
import { refusalOf, verdictOn } from './refusal'
import type { OutboxStorage } from './storage'
import { Tabs, type TabNote } from './tabs'
import { Waiters } from './waiters'

export interface OutboxOptions {
  readonly environment: Environment
  readonly storage: OutboxStorage
  readonly limit: number
  /** Whether there is a server to hand messages to. */
  readonly isOnline: () => boolean
  readonly deliver: (entry: OutboxEntry) => Promise<Message>
  readonly onChange: () => void
  readonly onSent: (message: Message) => void
  readonly onFailed: (entry: OutboxEntry, error: OtsyError) => void
}

/** What was sent and is not stored by the server yet. Runs the machine: store, tabs, timers, sending. */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #waiters = new Waiters()
  #state: OutboxState = []
  #account: string | null = null
  #place: { readonly persistence: Persistence; readonly tabs: Tabs } | null = null
  #ready = false
  #timer: Timer | null = null

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get items(): OutboxState {
    return this.#state
  }

  /**
   * Opens the outbox of an account, what it kept first. What was added before anybody was known
   * goes with the first account; what was another account's stays in its store. `renamed`: the same
   * person under another name, everything goes along.
   */
  async use(account: string, renamed = false): Promise<void> {
    if (account === this.#account) return
    if (renamed) this.#leaveAccount()
    else if (this.#account !== null) this.#letGo(new OtsyError('signed_out'))
    this.#account = account
    const { environment, storage } = this.#options
    const persistence = new Persistence(account, storage, environment)
    const tabs = new Tabs({
      account,
      environment,
      onLead: () => void this.#reload(),
      onNote: (note) => this.#hear(note),
    })
    this.#place = { persistence, tabs }
    const early = this.#state
    const stored = await persistence.load()
    if (this.#place?.persistence !== persistence) return
    const added = this.#state.filter((item) => !stored.some(sameAs(item)))
    this.#ready = true
    this.#apply({ type: 'restored', items: [...stored.map(itemOf), ...added] })
    for (const item of added.filter((one) => early.includes(one))) this.#put(item.entry)
    this.kick()
  }

  /** Settles when the message is stored, or will not be. */
  add(entry: OutboxEntry, signal?: AbortSignal): Promise<Message> {
    if (signal?.aborted === true) return Promise.reject(new OtsyError('aborted'))
    if (this.#state.length >= this.#options.limit) {
      return Promise.reject(new OtsyError('outbox_full'))
    }
    const promise = this.#waiters.wait(entry.clientId)
    const abort = () => this.discard(entry.clientId)
    signal?.addEventListener('abort', abort)
    const stopListening = () => signal?.removeEventListener('abort', abort)
    promise.then(stopListening, stopListening)
    this.#apply({ type: 'added', entry })
    this.#put(entry)
    this.kick()
    return promise
  }

  retry(clientId: string): void {
    this.#apply({ type: 'moved', move: 'retry', clientId })
    const item = this.#find(clientId)
    if (item?.status === 'queued') this.#put(item.entry)
    this.kick()
  }

  discard(clientId: string): void {
    if (!this.#apply({ type: 'moved', move: 'discard', clientId })) return
    this.#remove(clientId)
    this.#waiters.reject(clientId, new OtsyError('aborted'))
    this.kick()
  }

  /** A message of one's own was seen stored, by its answer or among the chat's. */
  stored(message: Message, heard: 'here' | 'in_another_tab' = 'here'): void {
    const { client_id: clientId } = message
    if (clientId === undefined) return
    const known = this.#find(clientId) !== undefined
    if (known) this.#options.onSent(message)
    this.#apply({ type: 'moved', move: 'stored', clientId })
    this.#waiters.resolve(clientId, message)
    if (!known || heard === 'in_another_tab') return
    this.#place?.tabs.post({ type: 'sent', message })
    this.#remove(clientId)
    this.kick()
  }

  /** Hands over what is due; called whenever that may have changed. */
  kick(): void {
    const { environment, isOnline } = this.#options
    if (this.#timer !== null) environment.clearTimer(this.#timer)
    this.#timer = null
    if (!this.#ready || this.#place?.tabs.leads !== true || !isOnline()) return
    const now = environment.elapsed()
    for (const item of dueItems(this.#state, now)) void this.#send(item)
    const next = nextDueAt(this.#state, now)
    if (next !== null) this.#timer = environment.setTimer(() => this.kick(), next - now)
  }

  /** Deletes everything of the account, here and in the store. */
  async clear(): Promise<void> {
    const place = this.#place
    place?.tabs.post({ type: 'cleared' })
    this.#letGo(new OtsyError('signed_out'))
    await place?.persistence.clear()
  }

  /** What is unsent stays in the store. */
  close(): void {
    this.#letGo(new OtsyError('closed'))
  }

  async #send(item: OutboxItem): Promise<void> {
    const { clientId } = item.entry
    const { environment } = this.#options
    const place = this.#place
    if (!this.#apply({ type: 'moved', move: 'take', clientId })) return
    try {
      this.stored(await this.#options.deliver(item.entry))
    } catch (fault) {
      if (place !== this.#place) return
      const error = asOtsyError(fault, 'network_error')
      const verdict = verdictOn(error)
      const pause = Math.max(
        error.retryAfterMs ?? 0,
        // The next connection ends the wait. Where one seems to stand, nothing else would.
        error.code === 'network_error' && !this.#options.isOnline()
          ? 0
          : backOff(item.attempts + 1, environment.random()),
      )
      const notBefore = environment.elapsed() + pause
      this.#apply({ type: 'moved', move: verdict, clientId, error, notBefore })
      if (verdict === 'refused') this.#fail(item.entry, error)
      this.kick()
    }
  }

  #fail(entry: OutboxEntry, error: OtsyError): void {
    this.#put({ ...entry, refusal: refusalOf(error) })
    this.#waiters.reject(entry.clientId, error)
    this.#options.onFailed(entry, error)
  }

  #hear(note: TabNote): void {
    switch (note.type) {
      case 'changed':
        void this.#reload()
        break
      case 'sent':
        this.stored(note.message, 'in_another_tab')
        break
      case 'cleared':
        this.#apply({ type: 'cleared' })
        this.#waiters.rejectAll(new OtsyError('signed_out'))
        break
    }
  }

  async #reload(): Promise<void> {
    const place = this.#place
    if (place === null || !this.#ready) return
    const items = (await place.persistence.load()).map(itemOf)
    if (this.#place !== place || place.persistence.isAlone) return
    this.#apply({ type: 'restored', items })
    for (const { entry, status, error } of this.#state) {
      if (status === 'failed' && error !== null) this.#waiters.reject(entry.clientId, error)
    }
    this.kick()
  }

  #find(clientId: string): OutboxItem | undefined {
    return this.#state.find((item) => item.entry.clientId === clientId)
  }

  #apply(event: OutboxEvent): boolean {
    const next = advanceOutbox(this.#state, event)
    if (next === this.#state) return false
    this.#state = next
    this.#options.onChange()
    return true
  }

  #put(entry: OutboxEntry): void {
    const place = this.#place
    void place?.persistence.put(entry).then(() => place.tabs.post({ type: 'changed' }))
  }

  #remove(clientId: string): void {
    const place = this.#place
    void place?.persistence.remove(clientId).then(() => place.tabs.post({ type: 'changed' }))
  }

  #leaveAccount(): void {
    this.#place?.tabs.close()
    void this.#place?.persistence.clear()
    this.#place = null
    this.#ready = false
  }

  #letGo(why: OtsyError): void {
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer)
    this.#timer = null
    this.#place?.tabs.close()
    this.#place = null
    this.#account = null
    this.#ready = false
    this.#apply({ type: 'cleared' })
    this.#waiters.rejectAll(why)
  }
}

function itemOf(entry: OutboxEntry): OutboxItem {
  const item = queuedItem(entry)
  return entry.refusal === null
    ? item
    : { ...item, status: 'failed', error: errorFromWire(entry.refusal) }
}

function sameAs(item: OutboxItem): (entry: OutboxEntry) => boolean {
  return (entry) => entry.clientId === item.entry.clientId
}
