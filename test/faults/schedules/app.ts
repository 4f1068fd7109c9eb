import { createOtsyClient, OtsyError, type Message, type OtsyClient } from '@otsy/client-sdk'
import type { LabDevice, Recorder, ShownChat, StoredChat, TestOtsy } from '@otsy/server-kit/testing'
import { keptOutbox } from './kept-outbox'
import { recordRoom } from './record-room'

export interface AppOptions {
  readonly name: string
  readonly person: string
  readonly lab: TestOtsy
  readonly recorder: Recorder
  readonly chatIds: readonly string[]
}

interface Sent {
  readonly chat: string
  readonly clientId: string
}

/** The app of one device, which watches all chats and its inbox, and notes what it is told. */
export class App {
  readonly name: string
  readonly person: string
  readonly device: LabDevice
  readonly #options: AppOptions
  readonly #outbox = keptOutbox()
  /** Sends that have neither come to anything nor been refused, as far as this app knows. */
  readonly #open = new Map<number, Sent>()
  #client: OtsyClient | null = null
  #sends = 0
  #onlineSince = Infinity

  constructor(options: AppOptions) {
    this.#options = options
    this.name = options.name
    this.person = options.person
    this.device = options.lab.device(options.name)
  }

  get client(): OtsyClient | null {
    return this.#client
  }

  open(): void {
    if (this.#client !== null) return
    const { lab, recorder, chatIds } = this.#options
    const client = createOtsyClient({
      url: this.device.url,
      getToken: async () => lab.token(this.person, { issuedAt: lab.clock.now }),
      storage: this.#outbox,
      environment: this.device.environment,
    })
    this.#client = client
    const where = { device: this.name, person: this.person }
    const seen = (kind: 'new' | 'updated') => (message: Message) =>
      recorder.note({ type: 'seen', ...where, chat: message.chat_id, kind, message })
    client.on('new_message', seen('new'))
    client.on('message_updated', seen('updated'))
    client.on('send_failed', ({ clientId, error }) => this.#refused(clientId, error))
    client.connection.subscribe(({ status }) => {
      if (status === 'online') this.#onlineSince = lab.clock.elapsed
    })
    client.chat.inbox.subscribe(() => {})
    for (const chatId of chatIds) recordRoom({ client, chatId, device: this.name, recorder })
  }

  /** As when the page is closed: nothing is waited for. */
  shut(): void {
    this.#client?.close()
    this.#client = null
  }

  send(chat: string): void {
    if (this.#client === null) return
    const { recorder } = this.#options
    const clientId = `${this.name} ${this.#sends++}`
    const body = `text ${clientId}`
    const op = {
      kind: 'send',
      chat,
      person: this.person,
      device: this.name,
      clientId,
      body,
    } as const
    const id = recorder.invoke(op)
    this.#open.set(id, { chat, clientId })
    this.#client.chat.send(chat, body, { clientId }).then(
      (message) => this.#ended(id) && recorder.note({ type: 'ok', id, message }),
      (error: unknown) => {
        const code = codeOf(error)
        // The app went, its outbox did not.
        if (code !== 'closed' && this.#ended(id)) recorder.note({ type: 'fail', id, code })
      },
    )
  }

  /** An edit, a deletion or a reaction, tried once. */
  change(
    kind: 'edit' | 'delete' | 'react',
    chat: string,
    run: (client: OtsyClient) => Promise<Message>,
  ): void {
    if (this.#client === null) return
    const { recorder } = this.#options
    const id = recorder.invoke({ kind, chat, person: this.person, device: this.name })
    run(this.#client).then(
      (message) => recorder.note({ type: 'ok', id, message }),
      (error: unknown) => {
        const isKnown = error instanceof OtsyError && !error.retryable && error.code !== 'closed'
        recorder.note(isKnown ? { type: 'fail', id, code: error.code } : { type: 'unknown', id })
      },
    )
  }

  /** What it shows of each chat. */
  shown(): ShownChat[] {
    const client = this.#client
    if (client === null) return []
    const { trace } = this.#options.lab.network
    // What was lost on an earlier connection was looked for when this one began.
    const mayBeStale = trace.some(
      ({ at, device, direction, fate }) =>
        device === this.name &&
        at >= this.#onlineSince &&
        direction === 'to client' &&
        (fate === 'dropped' || fate === 'lost in silence'),
    )
    const inbox = new Map(client.chat.inbox.get().chats.map((row) => [row.id, row]))
    return this.#options.chatIds.map((chat) => {
      const room = client.chat.room(chat)
      const rows = room.messages.get()
      const messages = rows.flatMap((row) => (row.delivery === 'sent' ? [row.message] : []))
      const pending = rows.filter(({ delivery }) => delivery === 'queued' || delivery === 'sending')
      const unread = inbox.get(chat)?.unread_count
      return {
        ...{ device: this.name, person: this.person, chat, messages, pending: pending.length },
        isReady: room.state.get().status === 'ready',
        mayBeStale,
        ...(unread === undefined ? {} : { unread }),
        from: room.window.get().hasOlder ? (messages[0]?.seq ?? 0) : 0,
      }
    })
  }

  /** Notes how those sends ended whose app was closed before it was told. */
  endSends(stored: readonly StoredChat[]): void {
    const { recorder } = this.#options
    for (const [id, { chat, clientId }] of this.#open) {
      const message = stored
        .find((one) => one.id === chat)
        ?.messages.find((one) => one.client_id === clientId && one.sender_id === this.person)
      if (message === undefined) continue
      this.#open.delete(id)
      recorder.note({ type: 'ok', id, message })
    }
  }

  #refused(clientId: string, error: OtsyError): void {
    for (const [id, sent] of this.#open) {
      if (sent.clientId !== clientId) continue
      this.#open.delete(id)
      this.#options.recorder.note({ type: 'fail', id, code: error.code })
    }
  }

  #ended(id: number): boolean {
    return this.#open.delete(id)
  }
}

function codeOf(error: unknown): string {
  return error instanceof OtsyError ? error.code : String(error)
}
