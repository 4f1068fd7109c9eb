import { describe, expectTypeOf, it } from 'vitest'
import type {
  Chat,
  ConnectionState,
  Message,
  MessageRow,
  Notification,
  Observable,
  OtsyClient,
  OtsyError,
  OtsyErrorCode,
  Preferences,
  PushFinding,
  PushStatus,
} from './index'
import { installOtsyPush, type WorkerScope } from './service-worker/index'

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

  it('of push states and findings can be switched over, each with what belongs to it', () => {
    const words = (status: PushStatus): string => {
      switch (status.state) {
        case 'loading':
        case 'off':
        case 'blocked':
        case 'on':
          return status.state
        case 'unsupported':
          return status.reason
        case 'broken':
          return status.error.code
      }
    }
    expectTypeOf(words).returns.toEqualTypeOf<string>()
    const finding = {} as PushFinding
    expectTypeOf(finding.remedy).toEqualTypeOf<string>()
    if (finding.code === 'worker_version') expectTypeOf(finding.found).toEqualTypeOf<number>()
    if (finding.code === 'server_unreachable')
      expectTypeOf(finding.error).toEqualTypeOf<OtsyError>()
    // @ts-expect-error Only one of them tells of a version.
    void finding.found
  })

  it('of notifications and operators’ calls come from the contract', () => {
    const { notifications } = otsy
    expectTypeOf(notifications.get().notifications).toEqualTypeOf<readonly Notification[]>()
    expectTypeOf(notifications.preferences.set).returns.toEqualTypeOf<Promise<Preferences>>()
    const notification = { kind: 'promotional', title: 'Apples', body: '' } as const
    const { create } = notifications.admin.broadcasts
    expectTypeOf(create).toBeCallableWith({ all: true, notification })
    expectTypeOf(create).toBeCallableWith({ user_ids: ['hanako'], notification })
    // @ts-expect-error To somebody, or to all.
    void create({ notification })
    // @ts-expect-error There is no such preference.
    void notifications.preferences.set({ everything: true })
    otsy.on('notification', (told) => expectTypeOf(told).toEqualTypeOf<Notification>())
    otsy.on('notifications_read', ({ tags }) => expectTypeOf(tags).toEqualTypeOf<string[]>())
  })

  it('of a worker’s scope fit what the handlers take', () => {
    expectTypeOf(installOtsyPush).toBeCallableWith({} as WorkerScope, {
      routes: { chat: (chatId) => `/talk/${chatId}` },
    })
  })

  it('of observables are what React wants', () => {
    expectTypeOf(otsy.chat.unread).toEqualTypeOf<Observable<number>>()
  })
})
