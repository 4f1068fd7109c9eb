import { setImmediate } from 'node:timers/promises'
import type { Message } from '@otsy/protocol'
import { memoryStorage } from '../../adapters/memory/storage'
import type { ChatRecord, Reader } from '../../core/chat/model'
import type { AmendDecision, ChatStore } from '../../core/chat/port'
import type { NotificationStore } from '../../core/notifications/port'
import type { Storage } from '../../core/storage'
import type { StorageTarget } from '../target'

/** A store with one fault, and the group of the suite that must find it. */
export interface BrokenStore {
  readonly fault: string
  readonly foundBy: string
  readonly target: StorageTarget<never>
}

/** The memory store with some of its chat methods replaced. */
export function bent(
  fault: string,
  options: { foundBy: string; bend: (chats: ChatStore) => Partial<ChatStore> },
): BrokenStore {
  return bentStorage(fault, {
    foundBy: options.foundBy,
    bend: (storage) => ({ chats: { ...methodsOf(storage.chats), ...options.bend(storage.chats) } }),
  })
}

/** The memory store with some of its methods for notifications replaced. */
export function bentNotifications(
  fault: string,
  options: {
    foundBy: string
    bend: (store: NotificationStore) => Partial<NotificationStore>
  },
): BrokenStore {
  return bentStorage(fault, {
    foundBy: options.foundBy,
    bend({ notifications }) {
      return { notifications: withMethods(notifications, options.bend(notifications)) }
    },
  })
}

/** The memory store with some of its parts replaced. */
export function bentStorage(
  fault: string,
  options: { foundBy: string; bend: (storage: Storage) => Partial<Storage> },
): BrokenStore {
  return {
    fault,
    foundBy: options.foundBy,
    target: memoryTarget(() => {
      const storage = memoryStorage()
      return { ...storage, ...options.bend(storage) }
    }),
  }
}

export function memoryTarget(make: () => Storage): StorageTarget<never> {
  return {
    name: 'memory',
    create: () => Promise.resolve({ handles: [make()], dispose: () => Promise.resolve() }),
    severalHandles: { lacks: 'what it keeps is in one object of one process' },
    transaction: { lacks: 'every call is its own atomic unit, there is nothing to join' },
    besideTransaction: { lacks: 'it has no transactions' },
    reopen: { lacks: 'nothing outlives it' },
  }
}

/** The methods of a class as an object of functions, so that some can be replaced. */
export function methodsOf(chats: ChatStore): ChatStore {
  return {
    open: (input) => chats.open(input),
    append: (batch) => chats.append(batch),
    amend: (target, decide) => chats.amend(target, decide),
    revise: (chatId, decide) => chats.revise(chatId, decide),
    find: (ref, reader) => chats.find(ref, reader),
    history: (ref, reader, window) => chats.history(ref, reader, window),
    changesSince: (cursors, reader, limit) => chats.changesSince(cursors, reader, limit),
    inbox: (userId, window) => chats.inbox(userId, window),
    inboxRows: (pairs) => chats.inboxRows(pairs),
    advanceRead: (mark) => chats.advanceRead(mark),
    mute: (chatId, userId, until) => chats.mute(chatId, userId, until),
    heads: (chatIds) => chats.heads(chatIds),
    moment: () => chats.moment(),
    inboxChanges: (userIds, since) => chats.inboxChanges(userIds, since),
    stats: () => chats.stats(),
  }
}

/** The same with some methods replaced. */
export function withMethods<T extends object>(target: T, own: Partial<T>): T {
  return new Proxy(target, {
    get(inner, name) {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(inner, name)
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value
    },
  })
}

/** Lets others in between, as a second statement outside the lock would. */
export async function meanwhile(): Promise<void> {
  await setImmediate()
}

export const everyone: Reader = { userId: null, unrestricted: true }

export async function recordOf(chats: ChatStore, chatId: string): Promise<ChatRecord | null> {
  return await chats.find({ chat_id: chatId }, everyone)
}

/** Every message of a chat. */
export async function messagesOf(chats: ChatStore, chatId: string): Promise<Message[]> {
  const window = { page: 1, limit: 100_000 }
  return (await chats.history({ chat_id: chatId }, everyone, window))?.messages ?? []
}

/** Takes a number of a chat for nothing. */
export async function burnNumber(chats: ChatStore, chatId: string): Promise<void> {
  const [message] = await messagesOf(chats, chatId)
  if (message === undefined) return
  const target = { chat_id: chatId, message_id: message.id, userId: null }
  await chats.amend(target, () => same(message))
}

/** A change that changes nothing. */
export const same = (message: Message): AmendDecision => ({
  kind: 'reactions',
  reactions: message.reactions ?? [],
})

/** A catch-up with every page passed through a function. */
export function bendPages(
  chats: ChatStore,
  bend: (page: Page) => Partial<Page>,
): ChatStore['changesSince'] {
  return async (cursors, reader, limit) => {
    const answers = await chats.changesSince(cursors, reader, limit)
    return answers.map((answer) =>
      answer === null ? null : { ...answer, page: { ...answer.page, ...bend(answer.page) } },
    )
  }
}

type Page = NonNullable<Awaited<ReturnType<ChatStore['changesSince']>>[number]>['page']
