import type { Chat, Message, RouteBody } from '@otsy/protocol'
import type { ManagerOptions, SocketOptions } from 'socket.io-client'
import { memoryStorage } from '../../src/adapters/memory/index'
import {
  createOtsyServer,
  jwtAuth,
  type OtsyServer,
  type OtsyServerOptions,
  type Storage,
} from '../../src/index'
import { request, type Answer, type RawRequest } from './api'
import { recordLog, type RecordedLog } from './log'
import { TestSocket } from './socket'
import { SECRET, tokenOf } from './tokens'

export type ServerOptions = Partial<OtsyServerOptions<never>>

/** A person with a token, on REST and on any number of sockets. */
export interface Person {
  readonly userId: string
  readonly token: string
  call(line: `${string} /${string}`, options?: Omit<RawRequest, 'token'>): Promise<Answer>
  /** A socket that has heard `connected`. */
  connect(): Promise<TestSocket>
}

/** A whole server on a free port, with everything it opened closed at the end of the test. */
export class RunningServer implements AsyncDisposable {
  readonly otsy: OtsyServer<never>
  readonly storage: Storage
  readonly log: RecordedLog
  readonly url: string
  readonly #sockets = new Set<TestSocket>()

  constructor(parts: Pick<RunningServer, 'otsy' | 'storage' | 'log' | 'url'>) {
    this.otsy = parts.otsy
    this.storage = parts.storage
    this.log = parts.log
    this.url = parts.url
  }

  call(line: `${string} /${string}`, options?: RawRequest): Promise<Answer> {
    return request(this.url, line, options)
  }

  socket(options: Partial<ManagerOptions & SocketOptions>): TestSocket {
    const socket = new TestSocket(this.url, options)
    this.#sockets.add(socket)
    return socket
  }

  async person(userId: string, role = 'user'): Promise<Person> {
    const token = await tokenOf(userId, role)
    return {
      userId,
      token,
      call: (line, options) => this.call(line, { ...options, token }),
      connect: async () => {
        const socket = this.socket({ auth: { token } })
        await socket.next('connected')
        return socket
      },
    }
  }

  /** The chat of an order, opened by the host. */
  open(input: Partial<RouteBody<'createChat'>> = {}): Promise<Chat> {
    const pair = { order_id: 'order-1', user_id: 'hanako', shopper_id: 'taro' }
    return this.otsy.chat.open({ ...pair, ...input })
  }

  /** Everything the store holds of some chats, to compare before and after. */
  async stored(...chatIds: string[]): Promise<unknown> {
    const everyone = { userId: null, unrestricted: true }
    const window = { page: 1, limit: 100 }
    const { chats } = this.storage
    return {
      stats: await chats.stats(),
      chats: await Promise.all(
        chatIds.map((chat_id) => chats.history({ chat_id }, everyone, window)),
      ),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.close()
    await this.otsy.close()
  }
}

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const storage = options.storage ?? memoryStorage()
  const log = recordLog()
  const otsy = createOtsyServer<never>({
    storage,
    auth: jwtAuth({ secret: SECRET }),
    logger: log,
    ...options,
  })
  const { url } = await otsy.listen(0)
  return new RunningServer({ otsy, storage, log, url })
}

/** A text in the chat, by someone, over their socket. */
export async function say(socket: TestSocket, chatId: string, content: string): Promise<Message> {
  return await socket.must('send_message', { chatId, message: { content } })
}
