import type { Message } from '@otsy/protocol'
import { tellsOf, withoutMessage } from '../../../core/notifications/told-content'
import { kept } from './rows'
import type { Shelf } from './shelf'

/** Takes what a deleted message said out of all that was told of it. */
export function forgetTold(shelf: Shelf, message: Message): void {
  for (const row of shelf.notifications.values()) {
    if (row.chat_id !== message.chat_id) continue
    if (row.due_at !== null) {
      // A worker that has it in hand, perhaps with the message, has it no longer.
      row.claim += 1
      row.lease_until = 0
    }
    if (row.content !== null && tellsOf(row.content, row.told_seq, message)) {
      row.content = kept(withoutMessage(row.content))
    }
  }
}
