import { PAGE_SIZE, type InboxChat, type ServerPayload } from '@otsy/protocol'
import type { RestClient } from '../rest-types'

/** Chats and what was told of them last; null: something that is nowhere, so that all are looked at. */
export type Sought = Map<string, ServerPayload<'chat_updated'> | null>

/** Rows asked for besides the sought ones: the list moves meanwhile. */
const SPARE = 10

/**
 * Looks for the rows of chats that were told of. Those stand at the top of the list, so it is read from
 * there: one request for many chats. `onRows` takes what it finds out of the sought. A refusal that
 * passes is waited out, as long as the server says.
 */
export async function findRows(
  sought: Sought,
  rest: Pick<RestClient, 'listMyChats'>,
  onRows: (rows: readonly InboxChat[]) => void,
): Promise<void> {
  const asked = [...sought]
  let [page, limit] = [1, Math.min(PAGE_SIZE, asked.length + SPARE)]
  for (;;) {
    const query = { page, limit }
    const { chats, total } = await rest.listMyChats({ query }, { retries: Infinity })
    onRows(chats)
    // A row without a message may stand further up than it looks.
    const end = chats.at(-1)?.last_message?.created_at ?? '~'
    const isAhead = asked.some(
      ([id, update]) => sought.has(id) && (update?.last_message?.created_at ?? '') <= end,
    )
    if (!isAhead || page * limit >= total) break
    if (limit === PAGE_SIZE) page++
    limit = PAGE_SIZE
  }
  // Not where they belong: no longer this person's, or moved by something that is told as well.
  for (const [id, update] of asked) if (sought.get(id) === update) sought.delete(id)
}
