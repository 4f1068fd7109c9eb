import { describe, expectTypeOf, it } from 'vitest'
import type {
  Chat,
  ConnectionState,
  Message,
  MessageRow,
  Observable,
  OtsyClient,
  OtsyError,
  OtsyErrorCode,
} from './index'

declare const otsy: OtsyClient

describe('types', () => {
  it('of rows tell stored messages from unsent ones', () => {
    const row = {} as MessageRow
    if (row.delivery === 'sent') expectTypeOf(row.message).toEqualTypeOf<Message>()
    else expectTypeOf(row.message.seq).toEqualTypeOf<null>()
    if (row.delivery === 'failed') expectTypeOf(row.error).toEqualTypeOf<OtsyError>()
  })

  it('of the connection can be switched over to the end', () => {
    const words = (state: ConnectionState): string => {
      switch (state.status) {
        case 'idle':
        case 'online':
        case 'offline':
        case 'closed':
          return state.status
        case 'connecting':
          return `${state.attempt}`
        case 'waiting':
          return `${state.retryAt}`
        case 'unauthenticated':
          return state.error.code
      }
    }
    expectTypeOf(words).returns.toEqualTypeOf<string>()
  })

  it('of events follow their names', () => {
    otsy.on('order_update', ({ update }) => expectTypeOf(update.status).toEqualTypeOf<string>())
    otsy.on('new_message', (message) => expectTypeOf(message).toEqualTypeOf<Message>())
    // @ts-expect-error There is no such event.
    otsy.on('no_such_event', () => undefined)
  })

  it('of routes come from the contract', () => {
    expectTypeOf(otsy.rest.getChat).returns.toEqualTypeOf<Promise<Chat>>()
    expectTypeOf(otsy.rest.getPreferences).parameters.toExtend<unknown[]>()
    // @ts-expect-error A chat is named by its id.
    void otsy.rest.getChat({ params: {} })
    // @ts-expect-error Reading is marked up to a number or by ids.
    void otsy.rest.markRead({ params: { chat_id: 'c' }, body: {} })
  })

  it('of errors are a union of codes', () => {
    expectTypeOf<'chat_closed' | 'outbox_full'>().toExtend<OtsyErrorCode>()
    expectTypeOf<'no_such_code'>().not.toExtend<OtsyErrorCode>()
  })

  it('of observables are what React wants', () => {
    expectTypeOf(otsy.chat.unread).toEqualTypeOf<Observable<number>>()
  })
})
