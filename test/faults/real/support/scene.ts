import { Recorder, type Violation } from '@otsy/server-kit/testing'
import type { MessagePage } from '@otsy/protocol'
import { Device, tokenOf } from './device'
import { verdict } from './verdict'

export interface SceneOptions {
  readonly databaseUrl: string
  readonly chatId: string
  /** How late a change may be for who watches; default whatever. */
  readonly withinMs?: number
}

/** The people of one chat, each with an app, and what they saw. */
export class Scene implements Disposable {
  readonly recorder = new Recorder(Date.now)
  readonly #began = Date.now()
  readonly #options: SceneOptions
  readonly #devices: Device[] = []

  constructor(options: SceneOptions) {
    this.#options = options
  }

  /** Resolves when the app is joined and current. */
  async device(person: string, url: string, jti?: string): Promise<Device> {
    const { chatId } = this.#options
    const { recorder } = this
    const name = `${person} ${this.#devices.length}`
    const token = jti === undefined ? {} : { jti }
    const device = new Device({ name, url, person, chatId, recorder, ...token })
    this.#devices.push(device)
    return await device.ready()
  }

  /** The numbers of what somebody's apps were told of, in the order they were. */
  seenBy(person: string): number[] {
    return this.recorder.events.flatMap((event) =>
      event.type === 'seen' && event.person === person ? event.message.changed_seq : [],
    )
  }

  /** Waits until every app shows the last number, then judges everything. */
  async judged(head: number): Promise<Violation | null> {
    const shown = await Promise.all(this.#devices.map((device) => device.shows(head)))
    const { databaseUrl, chatId, withinMs = Infinity } = this.#options
    const { recorder } = this
    return await verdict({ databaseUrl, chatId, recorder, began: this.#began, shown, withinMs })
  }

  /** The newest page of the chat, over REST. */
  async read(person: string, url: string): Promise<MessagePage> {
    const response = await fetch(`${url}/v1/chat/${this.#options.chatId}/messages`, {
      headers: { authorization: `Bearer ${await tokenOf(person)}` },
    })
    return (await response.json()) as MessagePage
  }

  [Symbol.dispose](): void {
    for (const device of this.#devices) device[Symbol.dispose]()
  }
}
