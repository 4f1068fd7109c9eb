import type { Message } from '@otsy/protocol'
import type { SocketLink } from '../socket/link'
import type { OutboxEntry } from './entry'

/** Hands an unsent message to the server. The same `client_id` each time: it is stored once. */
export function deliverOver(
  link: Pick<SocketLink, 'request'>,
): (entry: OutboxEntry) => Promise<Message> {
  return ({ chatId, clientId, draft, readSeq }) =>
    link.request('send_message', {
      chatId,
      message: { ...draft, client_id: clientId },
      ...(readSeq > 0 ? { read_seq: readSeq } : {}),
    })
}
