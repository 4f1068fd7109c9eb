import {
  createOtsyClient,
  OtsyError,
  type ChatRoom,
  type MessageRow,
  type Observable,
  type OtsyClient,
  type OtsyEvents,
  type RoomState,
} from '@otsy/client-sdk'
import type { Message } from '@otsy/protocol'
import type { Recorder, ShownChat } from '@otsy/server-kit/testing'
import { SignJWT } from 'jose'
import { SECRET } from './words'

export interface DeviceOptions {
  readonly name: string
  readonly url: string
  readonly person: string
  readonly chatId: string
  readonly recorder: Recorder
  readonly jti?: string
}

/** A person's app on the real SDK, which writes down what it asks for and is told. */
export class Device implements Disposable {
  readonly client: OtsyClient
  readonly room: ChatRoom
  readonly name: string
  readonly #options: DeviceOptions
  #sends = 0

  constructor(options: DeviceOptions) {
    const { name, url, person, chatId, recorder, jti } = options
    this.#options = options
    this.name = name
    this.client = appOf(person, url, jti)
    this.room = this.client.chat.room(chatId)
    const where = { device: this.name, person, chat: chatId }
    this.client.on('new_message', (message) => {
      recorder.note({ type: 'seen', ...where, kind: 'new', message })
    })
    this.client.on('message_updated', (message) => {
      recorder.note({ type: 'seen', ...where, kind: 'updated', message })
    })
    this.room.messages.subscribe(() => undefined)
  }

  /** Loaded, joined and current. */
  async ready(): Promise<this> {
    await until(this.room.state, ({ status }) => status === 'ready')
    return this
  }

  /** Resolves when the chat is in this state. */
  async until(passes: (state: RoomState) => boolean): Promise<void> {
    await until(this.room.state, passes)
  }

  /** Resolves when everything held was dropped and loaded anew. */
  recovered(): Promise<OtsyEvents['recovered']> {
    return new Promise((resolve) => {
      this.client.on('recovered', (news) => {
        if (!news.complete) resolve(news)
      })
    })
  }

  /** Resolves when the server lets it in no more. */
  async cutOff(): Promise<void> {
    await until(this.client.connection, ({ status }) => status !== 'online')
  }

  /** From here on everything must reach it in time. */
  watch(): void {
    const { person, chatId, recorder } = this.#options
    recorder.note({ type: 'watching', device: this.name, person, chat: chatId })
  }

  async send(content: string): Promise<Message> {
    const { person, chatId, recorder } = this.#options
    const clientId = `${this.name} ${this.#sends++}`
    const op = { kind: 'send', chat: chatId, person, device: this.name } as const
    const id = recorder.invoke({ ...op, clientId, body: content })
    try {
      const message = await this.client.chat.send(chatId, content, { clientId })
      recorder.note({ type: 'ok', id, message })
      return message
    } catch (fault) {
      const code = fault instanceof OtsyError ? fault.code : 'unknown'
      recorder.note({ type: 'fail', id, code })
      throw fault
    }
  }

  /** Resolves when it shows everything up to this number, and nothing is unsent. */
  async shows(head: number): Promise<ShownChat> {
    await until(this.room.messages, (rows) => isWhole(rows, head))
    return this.shown()
  }

  shown(): ShownChat {
    const { person, chatId } = this.#options
    const rows = this.room.messages.get()
    const messages = rows.flatMap((row) => (row.delivery === 'sent' ? row.message : []))
    return {
      ...{ device: this.name, person, chat: chatId, isReady: true, messages },
      pending: rows.length - messages.length,
      from: messages[0]?.seq ?? 0,
    }
  }

  [Symbol.dispose](): void {
    this.client.close()
  }
}

/** An app of somebody, about which nothing is written down. */
export function appOf(person: string, url: string, jti?: string): OtsyClient {
  return createOtsyClient({
    ...{ url, storage: 'memory', timeoutMs: 4_000 },
    getToken: () => tokenOf(person, jti),
  })
}

/** In a chat of sends alone each number is a row. */
function isWhole(rows: readonly MessageRow[], head: number): boolean {
  const [first, last] = [rows.at(0), rows.at(-1)]
  if (first?.delivery !== 'sent' || last?.delivery !== 'sent') return false
  return last.message.seq >= head && last.message.seq - first.message.seq === rows.length - 1
}

/** The first value, now or later, that passes. The test's own time-out ends the wait. */
export function until<T>(observable: Observable<T>, passes: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const stop = observable.subscribe((value) => check(value))
    const check = (value: T) => {
      if (!passes(value)) return
      queueMicrotask(() => stop())
      resolve(value)
    }
    check(observable.get())
  })
}

export async function tokenOf(userId: string, jti?: string): Promise<string> {
  return await new SignJWT({ role: 'user', ...(jti !== undefined && { jti }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))
}
