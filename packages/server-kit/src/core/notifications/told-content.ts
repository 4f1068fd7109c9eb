import type { NotificationContent } from './model'

/** What a click needs. */
export const DATA_KEPT: readonly string[] = ['type', 'chatId', 'orderId', 'messageId']

/** A notification whose message was deleted: its place and where it leads stay, what it said is gone. */
export function withoutMessage(content: NotificationContent): NotificationContent {
  const data = Object.fromEntries(
    Object.entries(content.data).filter(([key]) => DATA_KEPT.includes(key)),
  )
  return { ...content, body: '', data }
}

/** `toldSeq`: the newest message a notification of the chat tells of, where the host's data names none. */
export function tellsOf(
  content: NotificationContent,
  toldSeq: number,
  message: { readonly id: string; readonly seq: number },
): boolean {
  const { messageId } = content.data
  return messageId === undefined || messageId === null
    ? toldSeq === message.seq
    : messageId === message.id
}
