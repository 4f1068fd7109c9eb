import type { Preferences, PreferencesInput } from '@otsy/protocol'
import type { PreferencesApi, PreferencesState } from '../api/notifications'
import type { Unsubscribe } from '../api/observable'
import { asOtsyError, type OtsyError } from '../error'
import { Value } from '../observable/value'
import type { RestClient } from '../rest-types'

const EMPTY: PreferencesState = { status: 'loading', preferences: null, error: null }

/** What the server has, with the person's own changes on top until it has them too. */
export class PreferencesStore implements PreferencesApi {
  readonly #rest: Pick<RestClient, 'getPreferences' | 'setPreferences'>
  readonly #state: Value<PreferencesState>
  readonly #changes = new Set<PreferencesInput>()
  #stored: Preferences | null = null
  #last: Promise<unknown> = Promise.resolve()
  #era = 0

  constructor(rest: Pick<RestClient, 'getPreferences' | 'setPreferences'>) {
    this.#rest = rest
    const retain = () => {
      if (this.#stored === null) this.load().catch(() => undefined)
      return () => undefined
    }
    this.#state = new Value(EMPTY, { retain })
  }

  get(): PreferencesState {
    return this.#state.get()
  }

  subscribe(listener: (state: PreferencesState) => void): Unsubscribe {
    return this.#state.subscribe(listener)
  }

  load(): Promise<Preferences> {
    return this.#ask(() => this.#rest.getPreferences())
  }

  async set(change: PreferencesInput): Promise<Preferences> {
    this.#changes.add(change)
    this.#show()
    return await this.#ask(async () => {
      try {
        const { success: _, ...preferences } = await this.#rest.setPreferences({ body: change })
        return preferences
      } finally {
        this.#changes.delete(change)
      }
    })
  }

  /** Somebody else is signed in. */
  reset(): void {
    this.#era++
    this.#stored = null
    this.#changes.clear()
    this.#state.set(EMPTY)
  }

  /** One after the other, so that the last answer is the latest. */
  #ask(asked: () => Promise<Preferences>): Promise<Preferences> {
    const era = this.#era
    const answer = this.#last.then(asked).then(
      (preferences) => {
        if (era === this.#era) {
          this.#stored = preferences
          this.#show()
        }
        return preferences
      },
      (fault: unknown) => {
        const error = asOtsyError(fault, 'network_error')
        if (era === this.#era) this.#show(error)
        throw error
      },
    )
    this.#last = answer.catch(() => undefined)
    return answer
  }

  #show(error: OtsyError | null = null): void {
    const preferences = [...this.#changes].reduce<Preferences | null>(overlaid, this.#stored)
    const status = preferences !== null ? 'ready' : error === null ? 'loading' : 'error'
    this.#state.set({ status, preferences, error })
  }
}

function overlaid(held: Preferences | null, change: PreferencesInput): Preferences | null {
  if (held === null) return null
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  return { ...held, ...Object.fromEntries(given) }
}
