import { expectTypeOf } from 'vitest'
import type {
  Ack,
  AckData,
  CatchUpPage,
  Chat,
  ClientEventName,
  ClientPayload,
  ErrorCode,
  JsonValue,
  Message,
  Role,
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteResponse,
  SenderRole,
  ServerEventName,
  ServerPayload,
  WireError,
} from '../src/index'

// Checked by the compiler alone: nothing here runs.

/** Compiles only where every case before it was handled. */
const never = (value: never): never => value

export function unionsAreExhaustedByTheirSwitches(
  role: Role,
  sender: SenderRole,
  status: Chat['status'],
): string {
  switch (role) {
    case 'user':
    case 'shopper':
    case 'admin':
      break
    default:
      never(role)
  }
  switch (sender) {
    case 'user':
    case 'shopper':
    case 'admin':
    case 'system':
    case 'bot':
      break
    default:
      never(sender)
  }
  switch (status) {
    case 'active':
    case 'closed':
    case 'archived':
      return status
    default:
      return never(status)
  }
}

export function acknowledgementsAreToldApartByOk(ack: Ack<'send_message'>): string {
  switch (ack.ok) {
    case true:
      expectTypeOf(ack.data).toEqualTypeOf<Message>()
      return ack.data.id
    case false:
      expectTypeOf(ack.error).toEqualTypeOf<WireError>()
      return ack.error.code
    default:
      return never(ack)
  }
}

export function codesAreAUnion(code: ErrorCode): boolean {
  // @ts-expect-error the table knows no such code
  if (code === 'no_such_code') return true
  return code === 'rate_limited'
}

// Messages and what is inferred from them.
expectTypeOf<Message['sender_id']>().toEqualTypeOf<string | null>()
expectTypeOf<Message['sender_role']>().toEqualTypeOf<SenderRole>()
expectTypeOf<Message['metadata']>().toEqualTypeOf<
  { readonly [key: string]: JsonValue } | undefined
>()
expectTypeOf<ServerPayload<'new_message'>>().toEqualTypeOf<Message>()
expectTypeOf<ServerPayload<'message_updated'>>().toEqualTypeOf<Message>()
expectTypeOf<ServerPayload<'connected'>>().toEqualTypeOf<{
  userId: string
  role: Role
  timestamp: string
  epoch: string
  protocol: number
}>()
expectTypeOf<ServerPayload<'error'>['code']>().toEqualTypeOf<ErrorCode>()

// What a client gives and is answered.
expectTypeOf<ClientPayload<'typing_indicator'>['action']>().toEqualTypeOf<'start' | 'stop'>()
expectTypeOf<ClientPayload<'mark_messages_read'>>().toEqualTypeOf<
  { chatId: string; messageIds: string[] } | { chatId: string; up_to_seq: number }
>()
expectTypeOf<AckData<'join_chat'>>().toEqualTypeOf<{
  chatId: string
  chat: Chat
  page: CatchUpPage
}>()
expectTypeOf<AckData<'edit_message' | 'delete_message' | 'react'>>().toEqualTypeOf<Message>()
expectTypeOf<keyof { [K in ClientEventName]: 0 }>().toExtend<string>()
expectTypeOf<'presence'>().toExtend<ServerEventName>()

// Routes: parts that a route does not take are undefined.
expectTypeOf<RouteParams<'getChat'>>().toEqualTypeOf<{ chat_id: string }>()
expectTypeOf<RouteBody<'getChat'>>().toEqualTypeOf<undefined>()
expectTypeOf<RouteQuery<'getChat'>>().toEqualTypeOf<undefined>()
expectTypeOf<RouteQuery<'listMyChats'>>().toEqualTypeOf<{
  page?: number | undefined
  limit?: number | undefined
}>()
expectTypeOf<RouteBody<'muteChat'>>().toEqualTypeOf<{ until: string | null }>()
expectTypeOf<RouteResponse<'sendMessage'>>().toEqualTypeOf<Message>()
expectTypeOf<RouteResponse<'markRead'>['success']>().toEqualTypeOf<true>()
expectTypeOf<RouteResponse<'getVapidPublicKey'>>().toEqualTypeOf<{ publicKey: string }>()
// @ts-expect-error there is no such route
expectTypeOf<RouteResponse<'getNothing'>>().toBeUndefined()
expectTypeOf<'createChat' | 'subscribe'>().toExtend<RouteName>()
