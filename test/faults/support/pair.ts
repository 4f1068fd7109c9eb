import { createOtsyClient, type Message, type OtsyClient } from '@otsy/client-sdk'
import {
  createTestOtsy,
  type FrameScript,
  type LabDevice,
  type TestOtsy,
  type TestOtsyOptions,
} from '@otsy/server-kit/testing'

export interface PersonOnline {
  readonly userId: string
  readonly device: LabDevice
  readonly client: OtsyClient
  /** What the app was told, in that order: `new 3 text`, `updated 4 text`. */
  readonly told: readonly string[]
  /** Texts the app shows. */
  shown(): string[]
}

export interface Pair extends AsyncDisposable {
  readonly lab: TestOtsy
  readonly chatId: string
  readonly ann: PersonOnline
  readonly bob: PersonOnline
  /** One more device of anybody, which watches the chat. */
  join(userId: string, name?: string): PersonOnline
  stored(): Promise<Message[]>
}

export interface PairOptions extends TestOtsyOptions {
  /** The node that each of the two reaches alone; default any. */
  readonly pins?: { readonly ann: number; readonly bob: number }
}

/** Ann and Bob with a chat between them, which both watch, in memory. */
export async function pairOnline(options: PairOptions = {}): Promise<Pair> {
  const { pins, ...rest } = options
  const lab = await createTestOtsy(rest)
  const chat = await lab.otsy.chat.open({ order_id: 'order', user_id: 'ann', shopper_id: 'bob' })
  const clients: OtsyClient[] = []

  function join(userId: string, name = `phone of ${userId}`): PersonOnline {
    const device = lab.device(name)
    const pin = userId === 'ann' ? pins?.ann : userId === 'bob' ? pins?.bob : undefined
    if (pin !== undefined) device.pin(pin)
    const told: string[] = []
    const client = createOtsyClient({
      url: device.url,
      getToken: async () => lab.token(userId, { issuedAt: lab.clock.now }),
      environment: device.environment,
    })
    clients.push(client)
    const room = client.chat.room(chat.id)
    room.messages.subscribe(() => {})
    const tell = (kind: string) => (m: Message) =>
      void told.push(`${kind} ${m.changed_seq} ${m.content}`)
    client.on('new_message', tell('new'))
    client.on('message_updated', tell('updated'))
    const shown = () => room.messages.get().map(({ message }) => message.content)
    return { userId, device, client, told, shown }
  }

  const [ann, bob] = [join('ann'), join('bob')]
  await lab.clock.advance(1_000)
  return {
    ...{ lab, chatId: chat.id, ann, bob, join },
    async stored() {
      const { messages } = await lab.otsy.chat.history(chat.id, { page: 1, limit: 100 })
      return [...messages]
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close()
      await lab.close()
    },
  }
}

/** Says `fate` of the first frame whose text holds this, of one device or of any, and nothing of others. */
export function once(
  text: string,
  fate: 'dropped' | 'duplicated' | 'reordered' | 'cut',
  device?: string,
): FrameScript {
  let isDone = false
  return (frame) => {
    if (isDone || !frame.text.includes(text) || frame.device !== (device ?? frame.device))
      return undefined
    isDone = true
    return fate
  }
}
