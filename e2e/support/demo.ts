import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReferenceServer } from './reference-server'

export type Side = 'customer' | 'shopper'

export interface DemoOptions {
  /** Whether what is stored is to survive a restart. Default false: in memory. */
  readonly onDisk?: boolean
  readonly env?: Readonly<Record<string, string>>
}

interface Device {
  readonly id: string
  readonly state: string
}

interface DemoSession {
  readonly token: string
  readonly order_id: string
}

/** The demo as `npm start` runs it, in a folder of its own that goes with it. */
export class Demo {
  readonly server: ReferenceServer
  readonly #folder: string

  constructor(server: ReferenceServer, folder: string) {
    this.server = server
    this.#folder = folder
  }

  get url(): string {
    return this.server.url
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** The id of the demo order's chat. */
  async chatId(): Promise<string> {
    const { order_id } = await this.#session('customer')
    const chat = await this.#call<{ id: string }>('customer', `/v1/chat/order/${order_id}`)
    return chat.id
  }

  /** Says something without a page, as a client of the person's would. Answers the message's id. */
  async say(as: Side, message: object): Promise<string> {
    const path = `/v1/chat/${await this.chatId()}/messages`
    return (await this.#call<{ id: string }>(as, path, message)).id
  }

  /** The texts stored, oldest first, page by page. */
  async contents(): Promise<string[]> {
    const path = `/v1/chat/${await this.chatId()}/messages?limit=100`
    const page = await this.#call<{ messages: { content: string }[] }>('customer', path)
    return page.messages.map(({ content }) => content)
  }

  /** Closes the chat, as its shopper. */
  async close(): Promise<void> {
    await this.#call('shopper', `/v1/chat/${await this.chatId()}/close`, {})
  }

  /** Reads everything without a page, as another device of the person's would. */
  async readAll(as: Side): Promise<void> {
    const path = `/v1/chat/${await this.chatId()}`
    const { head_seq } = await this.#call<{ head_seq: number }>(as, path)
    const body = JSON.stringify({ up_to_seq: head_seq })
    await this.#ask(as, `${path}/messages/read`, { method: 'PUT', body })
  }

  /** Those that take pushes for a person. */
  async devices(as: Side): Promise<readonly Device[]> {
    const path = '/v1/notifications/subscriptions'
    return (await this.#call<{ subscriptions: Device[] }>(as, path)).subscriptions
  }

  async untilDevices(
    as: Side,
    isRight: (devices: readonly Device[]) => boolean,
  ): Promise<readonly Device[]> {
    for (;;) {
      const devices = await this.devices(as)
      if (isRight(devices)) return devices
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async #session(as: Side): Promise<DemoSession> {
    const response = await fetch(`${this.url}/demo/session?as=${as}`)
    return (await response.json()) as DemoSession
  }

  async #call<T>(as: Side, path: string, body?: object): Promise<T> {
    return await this.#ask<T>(as, path, body && { method: 'POST', body: JSON.stringify(body) })
  }

  async #ask<T>(as: Side, path: string, request: RequestInit = {}): Promise<T> {
    const { token } = await this.#session(as)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(`${this.url}${path}`, { headers, ...request })
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }
}

/** Starts the demo; `await using` stops it at the end of the test. */
export async function startDemo({ onDisk = false, env: more }: DemoOptions = {}): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'otsy-demo-'))
  const memory = onDisk ? {} : { DATABASE_URL: 'memory:' }
  const env = { DATA_DIR: folder, OTSY_DEMO: '1', ...memory, ...more }
  return new Demo(await new ReferenceServer({ entry: 'start', env }).start(), folder)
}
