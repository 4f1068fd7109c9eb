import type { ServerPayload } from '@otsy/protocol'
import type { TypingPerson } from '../api/room'
import type { Environment, Timer } from '../environment'
import type { Value } from '../observable/value'

interface Typist {
  readonly person: TypingPerson
  readonly until: number
}

/** Nobody types for a minute on one key press, whatever a server says. */
const LONGEST_MS = 30_000

/** Who is typing in one chat. An indicator that is not repeated ends by itself on this side too. */
export class Typists {
  readonly people: Value<readonly TypingPerson[]>
  readonly #environment: Pick<Environment, 'elapsed' | 'setTimer' | 'clearTimer'>
  readonly #typing = new Map<string, Typist>()
  #timer: Timer | null = null

  constructor(
    environment: Pick<Environment, 'elapsed' | 'setTimer' | 'clearTimer'>,
    people: Value<readonly TypingPerson[]>,
  ) {
    this.#environment = environment
    this.people = people
  }

  hear(event: ServerPayload<'typing_indicator'>, name: string | null): void {
    const { userId, role, action, expires_in: ttl } = event
    if (action === 'stop') return this.remove(userId)
    const before = this.#typing.get(userId)?.person
    const person = before?.role === role && before.name === name ? before : { userId, role, name }
    const until = this.#environment.elapsed() + Math.min(Math.max(ttl, 0), LONGEST_MS)
    this.#typing.set(userId, { person, until })
    this.#show()
  }

  remove(userId: string): void {
    if (this.#typing.delete(userId)) this.#show()
  }

  clear(): void {
    this.#typing.clear()
    this.#show()
  }

  #show(): void {
    const { elapsed, setTimer, clearTimer } = this.#environment
    if (this.#timer !== null) clearTimer(this.#timer)
    this.#timer = null
    for (const [userId, { until }] of this.#typing)
      if (until <= elapsed()) this.#typing.delete(userId)
    const typists = [...this.#typing.values()]
    if (typists.length > 0) {
      const next = Math.min(...typists.map(({ until }) => until))
      this.#timer = setTimer(() => this.#show(), next - elapsed())
    }
    const people = typists.map(({ person }) => person)
    const shown = this.people.get()
    const same = people.length === shown.length && people.every((one, i) => one === shown[i])
    if (!same) this.people.set(people)
  }
}
