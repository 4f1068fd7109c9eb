import type { Message } from '@otsy/protocol'
import type { Environment, TabChannel, TabLock } from '../environment'

/** What the tabs of one account tell each other about the outbox they share. */
export type TabNote =
  /** The store holds something else than before. */
  | { readonly type: 'changed' }
  | { readonly type: 'sent'; readonly message: Message }
  /** Signed out: nothing of the account stays. */
  | { readonly type: 'cleared' }

export interface TabsOptions {
  readonly account: string
  readonly environment: Pick<Environment, 'lock' | 'channel'>
  /** This tab is the one that sends, from now until it closes. */
  readonly onLead: () => void
  readonly onNote: (note: TabNote) => void
}

/** This tab's place among those that share an outbox. */
export class Tabs {
  readonly #lock: TabLock | null
  #channel: TabChannel | null
  #leads = false

  constructor({ account, environment, onLead, onNote }: TabsOptions) {
    const name = `otsy:outbox:${account}`
    this.#channel = environment.channel(name, (note) => onNote(note as TabNote))
    this.#lock = environment.lock(name, () => {
      this.#leads = true
      onLead()
    })
    // Where tabs can't agree each sends for itself; the server stores each message once anyway.
    if (this.#lock === null) this.#leads = true
  }

  get leads(): boolean {
    return this.#leads
  }

  post(note: TabNote): void {
    this.#channel?.post(note)
  }

  close(): void {
    this.#leads = false
    this.#channel?.close()
    // What is still being written has nobody to be told to, and a closed line throws.
    this.#channel = null
    this.#lock?.release()
  }
}
