import { io, type Socket } from 'socket.io-client'

/** What the load needs of a message that arrives. */
interface Arrived {
  readonly sender_id: string
  readonly client_id: string
}

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

export interface PersonOptions {
  readonly port: number
  readonly userId: string
  readonly chatId: string
  /** Another one's message arrived; `sendKey` is what the sender sent it under. */
  readonly onDelivered: (sendKey: string) => void
}

/** One person with one socket, in one chat. */
export class Person {
  readonly #socket: Socket
  readonly #chatId: string

  constructor({ port, userId, chatId, onDelivered }: PersonOptions) {
    this.#chatId = chatId
    this.#socket = io(`http://127.0.0.1:${port}/chat`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      autoConnect: false,
      auth: { token: userId },
    })
    this.#socket.on('new_message', (message: Arrived) => {
      if (message.sender_id !== userId) onDelivered(message.client_id)
    })
  }

  /** Connects and joins the chat. */
  async arrive(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('connect', () => resolve())
      this.#socket.once('connect_error', reject)
      this.#socket.connect()
    })
    const answer = await this.#ask('join_chat', { chat_id: this.#chatId })
    if (!answer.ok) throw new Error(`join_chat: ${JSON.stringify(answer.error)}`)
  }

  send(sendKey: string, answered: (answer: Answer) => void): void {
    const message = { content: TEXT, type: 'text', client_id: sendKey }
    this.#socket.emit('send_message', { chatId: this.#chatId, message }, answered)
  }

  leave(): void {
    this.#socket.disconnect()
  }

  #ask(event: string, payload: object): Promise<Answer> {
    return new Promise((resolve) => this.#socket.emit(event, payload, resolve))
  }
}

const TEXT = 'すみません、この牛乳は売り切れでした。代わりにこちらの商品でもよろしいでしょうか？'
