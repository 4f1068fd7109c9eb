import { WATCHED_PEOPLE, type AckData, type ClientPayload, type Presence } from '@otsy/protocol'
import type { Observable, Unsubscribe } from '../api/observable'
import type { PresenceApi } from '../api/people'
import type { Environment } from '../environment'
import { OtsyError } from '../error'
import { Listeners } from '../observable/listeners'
import { Value } from '../observable/value'

export interface PresenceOptions {
  readonly environment: Pick<Environment, 'isVisible' | 'onVisibleChange'>
  readonly awayWhenHidden: boolean
  readonly isOnline: () => boolean
  readonly watch: (userIds: string[]) => Promise<AckData<'watch_presence'>>
  readonly announce: (own: ClientPayload<'set_presence'>) => Promise<unknown>
  /** The connection stands by its own account, but the server no longer answers. */
  readonly onSilence: (error: OtsyError) => void
  readonly onUse: () => void
}

interface Person {
  readonly value: Value<Presence | null>
  readonly listeners: Listeners<Presence>
  watchers: number
}

/** Who is there. What is watched and what one says of oneself outlive a reconnect. */
export class PresenceWatch implements PresenceApi {
  readonly #options: PresenceOptions
  readonly #people = new Map<string, Person>()
  #own: { readonly status: 'online' | 'away'; readonly viewing: string | null } = {
    status: 'online',
    viewing: null,
  }
  #asking = false
  #stopWatching: Unsubscribe | null = null

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  watch(userIds: readonly string[], listener: (presence: Presence) => void): Unsubscribe {
    const people = [...new Set(userIds)].map((userId) => this.#person(userId))
    const release = this.#retain(people)
    const stops = people.map((person) => person.listeners.add(listener))
    return () => {
      for (const stop of stops.splice(0)) stop()
      release()
    }
  }

  of(userId: string): Observable<Presence | null> {
    return this.#person(userId).value
  }

  set(own: { readonly status?: 'online' | 'away'; readonly viewing?: string | null }): void {
    this.#own = {
      status: own.status ?? this.#own.status,
      viewing: own.viewing === undefined ? this.#own.viewing : own.viewing,
    }
    this.#options.onUse()
    this.#announce()
  }

  /** The chat that is being looked at on this page, if any. */
  get viewing(): string | null {
    return this.#options.environment.isVisible() ? this.#own.viewing : null
  }

  /** The client is in use from now on: a page that hides or shows itself is told of. */
  start(): void {
    this.#stopWatching ??= this.#options.environment.onVisibleChange(() => this.#announce())
  }

  online(): void {
    const { status, viewing } = this.#effective()
    // What the server takes for granted of a new connection need not be said.
    if (status !== 'online' || viewing !== undefined) this.#announce()
    if (this.#watched().length > 0) this.#ask()
  }

  hear(presence: Presence): void {
    const person = this.#people.get(presence.userId)
    if (person === undefined || isSame(person.value.get(), presence)) return
    person.value.set(presence)
    person.listeners.tell(presence)
  }

  /** Somebody else is signed in: nothing known stays. */
  reset(): void {
    this.#own = { status: 'online', viewing: null }
    for (const { value } of this.#people.values()) value.set(null)
  }

  close(): void {
    this.#stopWatching?.()
    this.#stopWatching = null
  }

  #person(userId: string): Person {
    const known = this.#people.get(userId)
    if (known !== undefined) return known
    const person: Person = {
      value: new Value<Presence | null>(null, { retain: () => this.#retain([person]) }),
      listeners: new Listeners<Presence>(),
      watchers: 0,
    }
    this.#people.set(userId, person)
    return person
  }

  #retain(people: readonly Person[]): Unsubscribe {
    const added = people.filter(({ watchers }) => watchers === 0).length
    const count = this.#watched().length + added
    if (count > WATCHED_PEOPLE) {
      const message = `At most ${WATCHED_PEOPLE} people are watched at a time; this would make ${count}.`
      throw new OtsyError('invalid_input', { message })
    }
    for (const person of people) person.watchers++
    if (added > 0) this.#ask()
    this.#options.onUse()
    let done = false
    return () => {
      if (done) return
      done = true
      for (const person of people) person.watchers--
      if (people.some((person) => person.watchers === 0)) this.#ask()
    }
  }

  #watched(): string[] {
    const watched = [...this.#people].filter(([, person]) => person.watchers > 0)
    return watched.map(([userId]) => userId)
  }

  /** Many changes in one turn, such as a page being built, are asked for together. */
  #ask(): void {
    if (this.#asking) return
    this.#asking = true
    queueMicrotask(() => {
      this.#asking = false
      if (!this.#options.isOnline()) return
      this.#options.watch(this.#watched()).then(
        ({ presence }) => {
          for (const one of presence) this.hear(one)
        },
        () => undefined,
      )
    })
  }

  #effective(): ClientPayload<'set_presence'> {
    const hidden = this.#options.awayWhenHidden && !this.#options.environment.isVisible()
    if (hidden) return { status: 'away' }
    const { status, viewing } = this.#own
    return viewing === null ? { status } : { status, viewing }
  }

  #announce(): void {
    if (!this.#options.isOnline()) return
    this.#options.announce(this.#effective()).catch((fault: unknown) => {
      // A device that slept may hold a dead connection; this is where it shows first.
      if (fault instanceof OtsyError && fault.code === 'timeout') this.#options.onSilence(fault)
    })
  }
}

function isSame(a: Presence | null, b: Presence): boolean {
  return a !== null && a.status === b.status && a.last_seen === b.last_seen
}
