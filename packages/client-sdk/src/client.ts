import { EventEmitter } from 'eventemitter3'
import type { ServerPayload } from '@otsy/protocol'
import { parseAddress } from './address'
import type { Me, OtsyClient } from './api/client'
import type { OtsyEventName, OtsyEvents, OtsyListener } from './api/events'
import type { OtsyClientOptions } from './api/options'
import { createChatApi } from './chat/chat-api'
import { InboxStore } from './chat/inbox'
import { emitHostEvent } from './chat/host-event'
import { createRoom } from './chat/room'
import { Rooms } from './chat/rooms'
import { Connection } from './connection/connection'
import { subjectOf, Tokens } from './connection/tokens'
import { platformEnvironment } from './environment'
import { OtsyError } from './error'
import { guarded } from './observable/listeners'
import { Value } from './observable/value'
import { deliverOver } from './outbox/deliver'
import { indexedDbOutboxStorage } from './outbox/indexed-db-storage'
import { memoryOutboxStorage } from './outbox/memory-storage'
import { Outbox } from './outbox/outbox'
import { createNotificationsApi } from './notifications/notifications-api'
import { NotificationStore } from './notifications/notifications'
import { PreferencesStore } from './notifications/preferences'
import { PresenceWatch } from './presence/presence'
import { hearWorker } from './push/messages'
import { Push } from './push/push'
import { createRestClient } from './rest'
import { routeEvent } from './router'
import { SocketLink } from './socket/link'
import { openWire } from './socket/wire'
import { Sync } from './sync'
import { TypingNotifier } from './typing/notifier'

type Heard = { [K in OtsyEventName]: (payload: OtsyEvents[K]) => void }

const DEFAULTS = {
  timeoutMs: 10_000,
  outboxLimit: 500,
  leaveAfterMs: 5_000,
  awayWhenHidden: true,
} as const satisfies Partial<OtsyClientOptions>

/**
 * Makes a client. Nothing runs before it is first used, so it may be made at the top of a module,
 * on a server too. Throws a `TypeError` for an `url` that is not an absolute http(s) one.
 */
export function createOtsyClient(given: OtsyClientOptions): OtsyClient {
  const options = { ...DEFAULTS, ...given }
  const { timeoutMs } = options
  const environment = { ...platformEnvironment(), ...given.environment }
  const address = parseAddress(options.url)
  const events = new EventEmitter<Heard>()
  const closed = new Value(false)
  const me = new Value<Me | null>(null)

  const emit = <K extends OtsyEventName>(event: K, payload: OtsyEvents[K]) => {
    // Called one by one, so that a listener that throws harms nobody else.
    for (const listener of events.listeners(event) as OtsyListener<K>[]) {
      guarded(() => listener(payload))
    }
  }
  const use = () => {
    if (closed.get()) return
    presence.start()
    connection.connect()
  }
  const isOnline = () => connection.isOnline

  const tokens = new Tokens({
    environment,
    timeoutMs,
    getToken: options.getToken,
    onToken: (token) => {
      const userId = subjectOf(token)
      // Enough to find the unsent messages without a connection; the server has the last word.
      if (userId !== null && me.get() === null) setMe({ userId, role: null })
    },
  })
  const restWith = (source: Pick<Tokens, 'forRequest'>) =>
    createRestClient({
      base: address.base,
      tokens: source,
      environment,
      timeoutMs,
      closed,
    })
  const rest = restWith(tokens)
  const link = new SocketLink({
    url: address.socket,
    openWire: options.socket ?? openWire,
    timeoutMs,
    environment,
    onEvent: (event) => routeEvent(routes, event),
    onRefused: (error) => connection.dispatch({ type: 'refused', error }),
    onDropped: (error) => connection.dispatch({ type: 'dropped', error }),
  })
  const connection = new Connection({
    environment,
    tokens,
    link,
    timeoutMs,
    onLost: () => {
      sync.offline()
      typing.clear()
    },
  })
  const outbox = new Outbox({
    environment,
    storage: storageOf(options, environment.hasIndexedDb()),
    limit: options.outboxLimit,
    isOnline,
    deliver: deliverOver(link),
    onChange: () => {
      for (const { core } of rooms.all()) core.messages.invalidate()
    },
    onSent: (message) =>
      rooms.find(message.chat_id)?.core.apply({ type: 'learned', messages: [message] }),
    onFailed: ({ chatId, clientId }, error) => emit('send_failed', { chatId, clientId, error }),
  })
  const inbox = new InboxStore({
    environment,
    rest,
    me: () => me.get(),
    onUse: use,
    onCount: (chatId) => rooms.find(chatId)?.core.unread.invalidate(),
  })
  const rooms: Rooms = new Rooms({
    environment,
    leaveAfterMs: options.leaveAfterMs,
    me: () => me.get(),
    unsent: () => outbox.items,
    unreadOf: (chatId) => inbox.countOf(chatId)?.unread ?? 0,
    isOnline,
    handle: (core) => createRoom({ core, chat: () => chat, rest, outbox }),
    markRead: (chatId, up_to_seq) => link.request('mark_messages_read', { chatId, up_to_seq }),
    onRead: (chatId, answer) => {
      inbox.confirmRead(chatId, answer)
      if (answer.unread_count === 0) void push.close({ chatId })
      const userId = me.get()?.userId
      if (userId === undefined) return
      rooms.find(chatId)?.core.learnRead({ userId, seq: answer.read_seq, at: null })
    },
    onWanted: (core) => {
      use()
      void sync.bring(core)
    },
    onLeft: (core) => sync.leave(core),
    onUnreadUse: (chatId) => inbox.want(chatId),
    onChanges: (changes) => {
      for (const { kind, message } of changes) {
        emit(kind === 'new' ? 'new_message' : 'message_updated', message)
        if (kind === 'new') emitHostEvent(message, emit)
        if (message.deleted_at !== undefined) notifications.hearDeleted(message.id)
      }
    },
  })
  const sync = new Sync({
    environment,
    link,
    rest,
    inbox,
    rooms: () => rooms.cores(),
    isOnline,
    onRecovered: (chatId, complete) => emit('recovered', { chatId, complete }),
  })
  const typing = new TypingNotifier({
    environment,
    tell: (chat_id, action) => {
      if (isOnline()) link.tell('typing_indicator', { chat_id, action })
    },
    onUse: use,
  })
  const presence = new PresenceWatch({
    environment,
    awayWhenHidden: options.awayWhenHidden,
    isOnline,
    watch: (user_ids) => link.request('watch_presence', { user_ids }),
    announce: (own) => link.request('set_presence', own),
    onSilence: (error) => connection.dispatch({ type: 'dropped', error }),
    onUse: use,
  })
  const notifications = new NotificationStore({ rest, now: environment.now, onUse: use })
  const preferences = new PreferencesStore(rest)
  const push = new Push({
    base: address.base,
    environment,
    rest,
    worker: options.push?.serviceWorker ?? '/otsy-sw.js',
    scope: options.push?.scope,
    userId: () => me.get()?.userId ?? null,
    onMessage: (message) =>
      hearWorker(message, {
        onShown: (chatId) => {
          if (presence.viewing === chatId) void push.close({ chatId })
        },
        onOpened: (url) => emit('notification_opened', { url }),
      }),
  })
  const chat = createChatApi({
    environment,
    rest,
    link,
    outbox,
    inbox,
    rooms,
    use,
    refusal: () => {
      if (closed.get()) return new OtsyError('closed')
      const isNobody = me.get() === null && connection.get().status === 'unauthenticated'
      return isNobody ? new OtsyError('signed_out') : null
    },
    onSend: (chatId) => typing.stop(chatId),
  })

  const setMe = (person: Me | null) => {
    const before = me.get()
    if (before?.userId === person?.userId && before?.role === person?.role) return
    // A host may know people by another name than the one in their token.
    const renamed = before?.role === null && before.userId === subjectOf(tokens.current ?? '')
    if (before !== null && before.userId !== person?.userId) forgetPerson()
    me.set(person)
    if (person !== null) void outbox.use(`${address.base}|${person.userId}`, renamed)
    for (const { core } of rooms.all()) core.messages.invalidate()
  }
  const forgetPerson = () => {
    for (const { core, reading } of rooms.all()) {
      reading.reset()
      core.clear({ status: core.isUsed ? 'loading' : 'idle' })
    }
    inbox.reset()
    notifications.reset()
    preferences.reset()
    presence.reset()
    typing.clear()
  }
  let log = ''
  const onConnected = ({ userId, role, epoch }: ServerPayload<'connected'>) => {
    setMe({ userId, role })
    // How far was read in another log says nothing of this one, and would hold every mark back.
    if (log !== '' && log !== epoch) for (const { reading } of rooms.all()) reading.reset()
    log = epoch
    connection.dispatch({ type: 'connected' })
    if (!connection.isOnline) return
    presence.online()
    outbox.kick()
    for (const { reading } of rooms.all()) reading.flush()
    void sync.online(epoch)
    notifications.online()
    void push.look()
  }
  const routes = {
    rooms,
    inbox,
    outbox,
    presence,
    notifications,
    push,
    sync,
    me: () => me.get(),
    onConnected,
    onTokenExpiring: () => void connection.renew(),
    emit,
  }

  return {
    me,
    connection,
    chat,
    typing,
    presence,
    notifications: createNotificationsApi({ rest, store: notifications, preferences }),
    push,
    rest,
    on(event, listener) {
      use()
      events.on(event, listener as never)
      return () => events.off(event, listener as never)
    },
    off(event, listener) {
      events.off(event, listener as never)
    },
    async signOut() {
      const userId = me.get()?.userId ?? null
      const error = new OtsyError('signed_out')
      // Pushes end in the name of who goes, whoever comes next.
      const token = tokens.current
      const forgotten = push.forget(restWith({ forRequest: () => heldToken(token) }))
      tokens.forget()
      if (connection.get().status !== 'idle') connection.dispatch({ type: 'signed_out', error })
      const cleared = outbox.clear()
      setMe(null)
      await Promise.all([cleared, forgotten])
      emit('signed_out', { userId })
    },
    close() {
      if (closed.get()) return
      closed.set(true)
      outbox.close()
      connection.close()
      sync.offline()
      typing.clear()
      presence.close()
      push.stop()
      rooms.close()
      events.removeAllListeners()
    },
  }
}

function heldToken(token: string | null): Promise<string> {
  return token === null ? Promise.reject(new OtsyError('signed_out')) : Promise.resolve(token)
}

function storageOf({ storage }: OtsyClientOptions, hasIndexedDb: boolean) {
  if (typeof storage === 'object') return storage
  const isPersistent = storage === 'indexeddb' || (storage === undefined && hasIndexedDb)
  return isPersistent ? indexedDbOutboxStorage() : memoryOutboxStorage()
}
