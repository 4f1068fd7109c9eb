import type { Message } from '@otsy/client-sdk'
import type { App } from './app'
import type { Action } from './schedule'
import { personName, type World } from './world'

/** Does what one step says. Nothing is waited for: its outcome is found in the history. */
export function perform(world: World, action: Action): void {
  const { lab } = world
  switch (action.do) {
    case 'network':
      return lab.network.become(action.faults)
    case 'step clock':
      return lab.clock.step(action.ms)
    case 'kill':
      return lab.kill(action.node, action.moment)
    case 'restart':
    case 'drain':
      return restart(world, action)
    case 'cut bus':
      return lab.cutBus(action.node)
    case 'heal bus':
      return lab.healBus(action.node)
    case 'remove':
    case 'add':
    case 'close chat':
    case 'reopen chat':
    case 'order':
    case 'revoke':
      return asHost(world, action)
    default: {
      const app = world.apps[action.device]
      if (app !== undefined) onDevice(world, app, action)
    }
  }
}

type ActionOf<D extends Action['do']> = Extract<Action, { do: D }>

function restart(world: World, action: ActionOf<'restart' | 'drain'>): void {
  const { lab, draining } = world
  const { node } = action
  const isAlive = lab.nodes[node]?.isAlive === true
  if (draining.has(node) || isAlive !== (action.do === 'drain')) return
  draining.add(node)
  void lab.restart(node).finally(() => draining.delete(node))
}

function asHost(
  world: World,
  action: ActionOf<'remove' | 'add' | 'close chat' | 'reopen chat' | 'order' | 'revoke'>,
): void {
  const otsy = world.host()
  if (otsy === undefined) return
  const work = async (): Promise<unknown> => {
    if (action.do === 'revoke') {
      world.revokedAt = Math.max(world.revokedAt, world.lab.clock.now)
      return await otsy.tokens.revokeAllOf(personName(action.person))
    }
    const chat = world.chatIds[action.chat] ?? ''
    switch (action.do) {
      case 'remove':
        return await otsy.chat.members.remove(chat, personName(action.person))
      case 'add':
        return await otsy.chat.members.add(chat, {
          user_id: personName(action.person),
          role: 'user',
        })
      case 'close chat':
        return await otsy.chat.close(chat)
      case 'reopen chat':
        return await otsy.chat.reopen(chat)
      case 'order':
        return await otsy.orders.update(`order ${action.chat}`, { status: 'shopping' })
    }
  }
  // Refused where it makes no sense at that moment; the store says what came of it.
  work().catch(() => undefined)
}

type DeviceAction = Extract<Action, { device: number }>

function onDevice({ lab, chatIds }: World, app: App, action: DeviceAction): void {
  const { device } = app
  switch (action.do) {
    case 'open':
      return app.open()
    case 'shut':
      return app.shut()
    case 'reload':
      app.shut()
      return app.open()
    case 'offline':
      return device.goOffline()
    case 'online':
      return device.goOnline()
    case 'cut':
      return lab.network.cut(app.name)
    case 'silence':
      return lab.network.silence(app.name, action.direction)
    case 'hear':
      return lab.network.unsilence(app.name)
    case 'skew':
      return device.skew(action.ms)
    default:
      return inChat(app, chatIds[action.chat] ?? '', action)
  }
}

function inChat(app: App, chat: string, action: Extract<Action, { device: number; chat: number }>) {
  const { client } = app
  if (client === null) return
  switch (action.do) {
    case 'send':
      for (let i = 0; i < action.count; i++) app.send(chat)
      return
    case 'read':
      void client.chat.markRead(chat).catch(() => undefined)
      return
    case 'type':
      return client.typing.notify(chat)
    default: {
      const message = pick(app, chat, action)
      if (message === undefined) return
      const { id } = message
      if (action.do === 'edit')
        app.change('edit', chat, ({ chat: api }) => api.edit(chat, id, `${message.content}!`))
      else if (action.do === 'delete')
        app.change('delete', chat, ({ chat: api }) => api.delete(chat, id))
      else {
        const change = { emoji: '👍', on: action.do === 'react' }
        app.change('react', chat, ({ chat: api }) => api.react(chat, id, change))
      }
    }
  }
}

/** One of the messages the app shows; only one of its own where it may change no other. */
function pick(
  app: App,
  chat: string,
  action: ActionOf<'edit' | 'delete' | 'react' | 'unreact'>,
): Message | undefined {
  const isOwn = action.do === 'edit' || action.do === 'delete'
  const rows = app.client?.chat.room(chat).messages.get() ?? []
  const messages = rows.flatMap((row) => {
    if (row.delivery !== 'sent' || row.message.deleted_at !== undefined) return []
    return isOwn && !row.mine ? [] : [row.message]
  })
  return messages[Math.floor(action.pick * messages.length)]
}
