import { createElement, StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Notification, OtsyClient } from '../src/index'
import {
  OtsyProvider,
  useNotifications,
  usePreferences,
  usePush,
  type NotificationsResult,
  type PreferencesResult,
  type PushResult,
} from '../src/react/index'
import { createPage } from './support/dom'
import { pushWorld, state } from './support/push-world'

const world = pushWorld()
const notification: Notification = {
  id: 'n-1',
  user_id: 'hanako',
  kind: 'promotional',
  title: 'Apples',
  body: 'Half price',
  data: {},
  state: 'sent',
  created_at: '2026-01-01T00:00:00.000Z',
}

interface Hooks {
  push: PushResult
  notifications: NotificationsResult
  preferences: PreferencesResult
}

function Panel({ onRender }: { readonly onRender?: (hooks: Hooks) => void }) {
  const push = usePush()
  const notifications = useNotifications()
  const preferences = usePreferences()
  useEffect(() => onRender?.({ push, notifications, preferences }))
  const words = [
    push.status.state,
    notifications.notifications.map(({ title, read_at }) => (read_at ? `(${title})` : title)),
    notifications.unread,
    String(preferences.preferences?.promotional),
  ]
  return createElement('p', null, words.join('|'))
}

const strict = (otsy: OtsyClient, onRender?: (hooks: Hooks) => void) => {
  const panel = createElement(Panel, onRender ? { onRender } : {})
  return createElement(StrictMode, null, createElement(OtsyProvider, { client: otsy }, panel))
}

it('hooks show notifications, preferences and pushes, and change them, under StrictMode', async () => {
  const lists = vi.fn(() => ({ notifications: [notification], total: 1 }))
  let unread = 1
  world.answer({
    listNotifications: lists,
    getUnreadNotifications: () => ({ unread_count: unread }),
    markNotificationsRead: () => ({ success: true, unread_count: (unread = 0) }),
    setPreferences: ({ body }) => ({
      ...{ success: true, order_updates: true, chat_messages: true, system_alerts: true },
      promotional: body.promotional ?? true,
    }),
  })
  const page = createPage()
  const root = createRoot(page)
  onTestFinished(() => root.unmount())
  const shows = (text: string) => vi.waitFor(() => expect(page.textContent).toBe(text))
  let hooks: Hooks | undefined
  const verbs = new Set<unknown>()
  const otsy = world.page()
  const render = (latest: Hooks) => {
    hooks = latest
    verbs.add(latest.push.enable).add(latest.notifications.markRead).add(latest.preferences.set)
  }
  root.render(strict(otsy, render))
  await shows('off|Apples|1|true')
  expect(lists.mock.calls.length).toBeLessThanOrEqual(2)
  await hooks?.push.enable()
  await shows('on|Apples|1|true')
  const changed = hooks?.preferences.set({ promotional: false })
  await shows('on|Apples|1|false')
  await changed
  await hooks?.notifications.markRead('all')
  await shows('on|(Apples)|0|false')
  await hooks?.push.disable()
  await state(otsy, 'off')
  await shows('off|(Apples)|0|false')
  expect(verbs.size).toBe(3)
})

it('hooks render on a server without starting anything', () => {
  const getToken = vi.fn(() => null)
  const otsy = world.page({ getToken, environment: { push: () => null } })
  expect(renderToString(strict(otsy))).toBe('<p>loading||0|undefined</p>')
  expect(getToken).not.toHaveBeenCalled()
})
