import type { Chat, RouteBody } from '@otsy/protocol'
import { isPrivileged, type Caller } from '../caller'
import { invalidInput, OtsyError } from '../errors'
import { newId } from '../ids'
import { accessByDefault } from './access'
import type { ChatContext } from './context'
import { askHost, tellHost } from './hooks'
import { draftMessage } from './kinds'
import type { ChatRecord, MessageDraft } from './model'
import type { OpenChat } from './port'
import { presentChat } from './present'

export interface OpenRequest<Tx> {
  readonly caller: Caller
  readonly input: RouteBody<'createChat'>
  /** The host's transaction; nothing is told before it commits. */
  readonly tx?: Tx | undefined
}

/**
 * Opens the chat of an order, or answers the one it has. Rejects with `forbidden` for one who is not
 * a named participant, `order_not_verified`, `not_found` (the order has a chat the caller is no
 * member of), `order_conflict`, `invalid_input`, `overloaded`, and what `beforeSend` throws.
 */
export async function openChat<Tx>(
  context: ChatContext<Tx>,
  request: OpenRequest<Tx>,
): Promise<Chat> {
  const { caller, input, tx } = request
  const { order_id, user_id, shopper_id, initial_message } = input
  const viewerId = caller.kind === 'viewer' ? caller.viewer.userId : null
  const { reader, author } = accessByDefault(caller)
  const privileged = isPrivileged(caller)
  if (!privileged && viewerId !== user_id && viewerId !== shopper_id) {
    throw new OtsyError('forbidden', { message: 'Only a participant of the order opens its chat.' })
  }
  if (user_id === shopper_id) throw invalidInput('shopper_id', 'must not be the user_id')

  const existing = tx === undefined ? await context.chats.find({ order_id }, reader) : null
  if (existing !== null) return await presentExisting(context, existing, request)

  const viewer = caller.kind === 'viewer' ? caller.viewer : null
  const verified = await context.awaitHost('verifyOrder', () =>
    context.verifyOrder({ order_id, user_id, shopper_id, viewer }),
  )
  if (!verified) throw new OtsyError('order_not_verified')

  const id = newId()
  const first: OpenChat['first'] =
    initial_message === undefined || initial_message === ''
      ? null
      : {
          author: privileged ? { kind: 'system' } : author,
          draft: await askHost(context, {
            ...{ chat_id: id, caller },
            draft: await firstDraft(initial_message, privileged, context),
          }),
          ...(context.attention !== null && { notify: true }),
        }
  const outcome = await context.chats.open(
    { id, order_id, user_id, shopper_id, reader, first },
    tx === undefined ? {} : { tx },
  )
  switch (outcome.outcome) {
    case 'opened':
      if (tx === undefined) {
        announce(context, outcome)
        if (outcome.message !== null) await tellHost(context, outcome.message)
      }
      return await presentChat(outcome.chat, viewerId, context.directory)
    case 'existing':
      return await presentExisting(context, outcome.chat, request)
    case 'conflict':
      throw new OtsyError('order_conflict')
    case 'not_found':
      throw new OtsyError('not_found')
  }
}

async function firstDraft<Tx>(
  content: string,
  isSystem: boolean,
  { drafts }: ChatContext<Tx>,
): Promise<MessageDraft> {
  if (content.trim() === '') throw invalidInput('initial_message', 'must not be empty')
  return await draftMessage({ content, type: isSystem ? 'system' : 'text' }, 'host', drafts)
}

async function presentExisting<Tx>(
  context: ChatContext<Tx>,
  chat: ChatRecord,
  { caller, input }: OpenRequest<Tx>,
): Promise<Chat> {
  if (chat.user_id !== input.user_id || chat.shopper_id !== input.shopper_id) {
    throw new OtsyError('order_conflict')
  }
  // Where the host has a rule of its own, opening again is no way around it.
  if (caller.kind === 'viewer') await context.access.of(caller, 'read', { chat_id: chat.id })
  const viewerId = caller.kind === 'viewer' ? caller.viewer.userId : null
  return await presentChat(chat, viewerId, context.directory)
}

function announce<Tx>(
  { bus, attention }: ChatContext<Tx>,
  {
    chat,
    message,
  }: Extract<Awaited<ReturnType<ChatContext<Tx>['chats']['open']>>, { outcome: 'opened' }>,
): void {
  const added = chat.members.map(({ user_id }) => user_id)
  bus.publish({ kind: 'members', chat, added, removed: [] })
  if (message !== null) {
    bus.publish({ kind: 'message', event: 'new_message', message, members_rev: chat.members_rev })
    attention?.noticed()
  }
}
