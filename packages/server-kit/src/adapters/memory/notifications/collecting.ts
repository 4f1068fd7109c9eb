import type { Message } from '@otsy/protocol'
import { newId } from '../../../core/ids'
import { CHAT_TTL } from '../../../core/notifications/port'
import type { Member, MemoryChat } from '../chat'
import { kindOf, unreadAfter } from './facts'
import { addStep, type NotificationRow } from './rows'
import type { Shelf } from './shelf'

/** See `NotificationStore.collect`. */
export function collect(shelf: Shelf, limit: number): number {
  const chats = shelf.chats.takeNoticed(limit)
  for (const chat of chats) {
    for (const member of chat.members.values()) collectFor(shelf, chat, member)
  }
  return chats.length
}

function collectFor(shelf: Shelf, chat: MemoryChat, member: Member): void {
  const key = JSON.stringify([chat.id, member.user_id])
  const news = unreadAfter(chat, member, shelf.told.get(key) ?? 0)
  shelf.told.set(key, chat.log.head)
  for (const kind of ['chat_message', 'order_update'] as const) {
    const newest = news.filter((message) => kindOf(message) === kind).at(-1)
    if (newest !== undefined) tell(shelf, { chat, userId: member.user_id, kind, newest })
  }
}

function tell(
  shelf: Shelf,
  news: {
    chat: MemoryChat
    userId: string
    kind: 'chat_message' | 'order_update'
    newest: Message
  },
): void {
  const { chat, userId, kind, newest } = news
  const key = openKey(userId, chat.id, kind)
  const now = shelf.clock()
  const expires_at = Date.parse(newest.created_at) + CHAT_TTL * 1_000
  let row = shelf.open.get(key)
  if (row === undefined) {
    row = shelf.add({
      ...{ id: newId(), user_id: userId, kind, chat_id: chat.id },
      tag: kind === 'order_update' ? chat.order_id : chat.id,
      ...{ dedupe_key: null, broadcast: null, content: null, expires_at },
    })
    shelf.open.set(key, row)
  } else {
    shelf.renew(row)
    callUp(shelf, row)
  }
  row.told_seq = newest.seq
  row.expires_at = expires_at
  addStep(row, { step: 'attention', outcome: 'noticed', detail: `message ${newest.seq}` }, now)
}

function callUp(shelf: Shelf, row: NotificationRow): void {
  const now = shelf.clock()
  if (row.lease_until > now && row.due_at !== null) {
    row.is_called_again = true
  } else if (row.due_at === null) {
    // What is put off stays put off: another message is no reason to disturb.
    shelf.decideAt(row, now)
  }
}

export function openKey(userId: string, chatId: string, kind: string): string {
  return JSON.stringify([userId, chatId, kind])
}
