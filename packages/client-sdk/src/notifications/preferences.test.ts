import type { Preferences, PreferencesInput } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { until } from '../../test/support/until'
import { OtsyError } from '../error'
import { PreferencesStore } from './preferences'

/** A server that answers each change when told, or refuses it. */
function setUp() {
  const server: Preferences = {
    order_updates: true,
    chat_messages: true,
    promotional: false,
    system_alerts: true,
  }
  const asked: PreferencesInput[] = []
  const pending: { readonly resolve: () => void; readonly reject: (error: OtsyError) => void }[] =
    []
  let loads = 0
  const store = new PreferencesStore({
    getPreferences: () => {
      loads++
      return Promise.resolve({ ...server })
    },
    setPreferences: async ({ body = {} } = {}) => {
      asked.push(body)
      await new Promise<void>((resolve, reject) => pending.push({ resolve, reject }))
      Object.assign(server, body)
      return { success: true, ...server }
    },
  })
  /** The next change that reaches the server. */
  const next = async () => {
    await expect.poll(() => pending.length).toBeGreaterThan(0)
    const first = pending.shift()
    if (first === undefined) throw new Error('Nothing was asked.')
    return first
  }
  const ready = () => until(store, ({ status }) => status === 'ready')
  return { store, server, asked, next, ready, loads: () => loads }
}

describe('preferences', () => {
  it('are loaded once, by whoever looks first', async () => {
    const { store, ready, loads } = setUp()
    expect(store.get()).toEqual({ status: 'loading', preferences: null, error: null })
    expect(loads()).toBe(0)
    await ready()
    await ready()
    expect(loads()).toBe(1)
  })

  it('show a change at once, and changes made meanwhile one after the other', async () => {
    const { store, asked, next, ready } = setUp()
    await ready()
    const first = store.set({ promotional: true })
    const second = store.set({ promotional: false, chat_messages: false })
    const shown = { promotional: false, chat_messages: false }
    expect(store.get().preferences).toMatchObject(shown)
    ;(await next()).resolve()
    await first
    expect(asked).toHaveLength(2)
    expect(store.get().preferences).toMatchObject(shown)
    ;(await next()).resolve()
    expect(await second).toMatchObject(shown)
    expect(await second).not.toHaveProperty('success')
  })

  it('take a change back that the server refuses, and no other', async () => {
    const { store, next, ready } = setUp()
    await ready()
    const refused = store.set({ promotional: true })
    const kept = store.set({ chat_messages: false })
    const error = new OtsyError('invalid_input')
    ;(await next()).reject(error)
    await expect(refused).rejects.toBe(error)
    expect(store.get()).toMatchObject({
      preferences: { promotional: false, chat_messages: false },
      error,
    })
    ;(await next()).resolve()
    await kept
    expect(store.get()).toMatchObject({ status: 'ready', error: null })
  })

  it('of who has gone are not shown to who comes', async () => {
    const { store, next, ready } = setUp()
    await ready()
    const late = store.set({ promotional: true })
    store.reset()
    ;(await next()).resolve()
    await late
    expect(store.get()).toEqual({ status: 'loading', preferences: null, error: null })
  })
})
