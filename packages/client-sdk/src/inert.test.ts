import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** Everything through which a program reaches out or stays alive. */
const REACHES = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'WebSocket',
  'BroadcastChannel',
  'addEventListener',
  'queueMicrotask',
]

describe('the client', () => {
  it('does nothing at import and nothing when made, also where there is no browser', async () => {
    const reached: string[] = []
    const index = await vi.importActual<typeof import('./index')>('./index')
    for (const name of REACHES) {
      vi.stubGlobal(name, () => {
        reached.push(name)
      })
    }
    const asked = vi.fn(() => null)
    const otsy = index.createOtsyClient({ url: 'https://chat.example.com', getToken: asked })
    const room = otsy.chat.room('chat')
    expect(otsy.chat.room('chat')).toBe(room)
    expect([room.messages.get(), room.state.get().status, room.chat.get()]).toEqual([
      [],
      'idle',
      null,
    ])
    expect([otsy.chat.inbox.get().chats, otsy.chat.unread.get()]).toEqual([[], 0])
    expect(otsy.connection.get()).toEqual({ status: 'idle' })
    otsy.connection.subscribe(() => undefined)()
    expect(otsy.push.status.get()).toEqual({ state: 'loading' })
    expect(otsy.notifications.get().status).toBe('loading')
    expect(otsy.notifications.preferences.get().preferences).toBeNull()
    otsy.close()
    expect(asked).not.toHaveBeenCalled()
    expect(reached).toEqual([])
  })

  it('is imported without touching anything that only a browser has', async () => {
    const reached: string[] = []
    for (const name of ['window', 'document', 'navigator', 'localStorage', 'indexedDB']) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get: () => {
          reached.push(name)
          return undefined
        },
      })
    }
    try {
      vi.resetModules()
      const { createOtsyClient } = await import('./index')
      const { OtsyProvider, useMessages } = await import('./react/index')
      const { installOtsyPush } = await import('./service-worker/index')
      const all = [createOtsyClient, OtsyProvider, useMessages, installOtsyPush]
      expect(all.map((one) => typeof one)).toEqual(Array(4).fill('function'))
      expect(reached).toEqual([])
    } finally {
      for (const name of ['window', 'document', 'navigator', 'localStorage', 'indexedDB']) {
        Reflect.deleteProperty(globalThis, name)
      }
    }
  })

  it('says at once when it can’t work with an address', async () => {
    const { createOtsyClient } = await import('./index')
    const getToken = () => null
    expect(() => createOtsyClient({ url: 'chat.example.com', getToken })).toThrow(TypeError)
    expect(() => createOtsyClient({ url: 'ftp://chat.example.com', getToken })).toThrow(/http/)
  })

  it('refuses everything once it is closed', async () => {
    const { createOtsyClient } = await import('./index')
    const otsy = createOtsyClient({ url: 'http://127.0.0.1:9', getToken: () => null })
    otsy.close()
    otsy.close()
    await expect(otsy.chat.send('chat', 'hello')).rejects.toMatchObject({ code: 'closed' })
    await expect(otsy.chat.get('chat')).rejects.toMatchObject({ code: 'closed' })
  })
})
