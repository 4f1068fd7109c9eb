import type { Message } from '@otsy/protocol'
import type { ChatStore, Storage } from '@otsy/server-kit'
import { memoryStorage } from '@otsy/server-kit/memory'
import type { Recorder } from '@otsy/server-kit/testing'

/** The memory store, with a note of each commit in the order they were made. */
export function watchedStorage(recorder: Recorder): Storage<never> {
  const storage = memoryStorage()
  const { chats } = storage
  const commit = (message: Message) =>
    recorder.note({ type: 'commit', chat: message.chat_id, message })

  const watched: Pick<ChatStore, 'append' | 'amend' | 'revise'> = {
    async append(batch, options) {
      const outcomes = await chats.append(batch, options)
      for (const outcome of outcomes) if (outcome.outcome === 'stored') commit(outcome.message)
      return outcomes
    },
    async amend(target, decide, options) {
      const outcome = await chats.amend(target, decide, options)
      if (outcome.outcome === 'changed') commit(outcome.message)
      return outcome
    },
    async revise(chatId, decide, options) {
      const outcome = await chats.revise(chatId, decide, options)
      if (outcome.outcome !== 'changed') return outcome
      const { before, chat, message } = outcome
      commit(message)
      const had = new Set(before.members.map(({ user_id }) => user_id))
      const has = new Set(chat.members.map(({ user_id }) => user_id))
      const note = { chat: chatId, seq: message.seq }
      for (const person of had)
        if (!has.has(person)) recorder.note({ type: 'removed', person, ...note })
      for (const person of has)
        if (!had.has(person)) recorder.note({ type: 'added', person, ...note })
      return outcome
    },
  }
  const all = new Proxy(chats, {
    get(target, name) {
      const own: unknown = Reflect.get(Object.hasOwn(watched, name) ? watched : target, name)
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    },
  })
  return { ...storage, chats: all }
}
