import { AccessControl, type Authorize } from './access'
import { Amending } from './amending'
import type { ChatContext } from './context'
import { Reading } from './reading'
import { Revising } from './revising'
import { Sending } from './sending'

export interface ChatServiceOptions<Tx> extends Omit<ChatContext<Tx>, 'access'> {
  readonly authorize: Authorize | undefined
  /** The log's name, known once the storage is open. */
  readonly epoch: () => string
}

/** The chat domain, one part a verb; transports and the host's API call these. */
export interface ChatService<Tx> {
  readonly context: ChatContext<Tx>
  readonly sending: Sending<Tx>
  readonly amending: Amending<Tx>
  readonly revising: Revising<Tx>
  readonly reading: Reading<Tx>
}

export function createChatService<Tx>(options: ChatServiceOptions<Tx>): ChatService<Tx> {
  const { authorize, epoch, ...parts } = options
  const { chats, awaitHost } = options
  const context = { ...parts, access: new AccessControl({ chats, authorize, awaitHost }) }
  return {
    context,
    sending: new Sending(context),
    amending: new Amending(context),
    revising: new Revising(context),
    reading: new Reading(context, epoch),
  }
}
