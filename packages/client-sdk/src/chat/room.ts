import { PAGE_SIZE } from '@otsy/protocol'
import type { ChatApi } from '../api/chat'
import type { ChatRoom } from '../api/room'
import type { RestClient } from '../rest-types'
import type { Outbox } from '../outbox/outbox'
import { asOtsyError } from '../error'
import type { Finder } from './finder'
import { History } from './history'
import type { RoomCore } from './room-core'

export interface RoomParts {
  readonly core: RoomCore
  /** Asked for when called: the handles and the API know each other. */
  readonly chat: () => Omit<ChatApi, 'room'>
  readonly rest: RestClient
  readonly outbox: Outbox
}

const HISTORY_PAGE = 50

/** The handle an app holds: the room's state to look at, and the chat's verbs without its id. */
export function createRoom({ core, chat, rest, outbox }: RoomParts): ChatRoom {
  const { chatId } = core
  const history = new History(core, rest)
  let finder: Finder | null = null
  return {
    chatId,
    state: core.state,
    chat: core.chat,
    members: core.members,
    messages: core.messages,
    window: core.window,
    reads: core.reads,
    typing: core.typists.people,
    unread: core.unread,
    readBy(seq) {
      const reads = core.reads.get()
      return Object.keys(reads).filter((userId) => (reads[userId] ?? 0) >= seq)
    },
    send: (draft, options) => chat().send(chatId, draft, options),
    retry: (key) => outbox.retry(key),
    discard: (key) => outbox.discard(key),
    edit: (messageId, content) => chat().edit(chatId, messageId, content),
    delete: (messageId) => chat().delete(chatId, messageId),
    react: (messageId, emoji, on = true) => chat().react(chatId, messageId, { emoji, on }),
    markRead: (upTo) => chat().markRead(chatId, upTo),
    mute: (until) => chat().mute(chatId, until),
    close: () => chat().close(chatId),
    reopen: () => chat().reopen(chatId),
    loadOlder: () => history.older(),
    loadNewer: () => history.newer(),
    loadAround: (seq) => history.around(seq),
    showLatest: () => history.latest(),
    async find(target) {
      // Few need what is not loaded, so this is loaded when it is asked for.
      const found = await import('./finder').catch((fault: unknown) => {
        throw asOtsyError(fault, 'network_error')
      })
      finder ??= new found.Finder(core, rest, PAGE_SIZE)
      return await finder.find(target)
    },
    history: ({ limit = HISTORY_PAGE } = {}) => history.pages(limit),
  }
}
