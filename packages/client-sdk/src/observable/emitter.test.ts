import { expect, it, vi } from 'vitest'
import { Emitter } from './emitter'

interface Events {
  said: string
  left: number
}

it('calls who listens to an event, in order, whatever one of them throws or removes', () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  const events = new Emitter<Events>()
  const heard: string[] = []
  const last = (text: string) => heard.push(`last ${text}`)
  events.on('said', (text) => {
    heard.push(`first ${text}`)
    events.off('said', last)
    throw new Error('of the app')
  })
  events.on('said', last)
  events.on('left', () => heard.push('left'))
  events.emit('said', 'hello')
  // Removed while it was told: this once it still hears.
  expect(heard).toEqual(['first hello', 'last hello'])
  expect(reported).toHaveBeenCalledOnce()
  events.emit('said', 'again')
  expect(heard.slice(2)).toEqual(['first again'])
  events.clear()
  events.emit('left', 1)
  expect(heard).toHaveLength(3)
  vi.unstubAllGlobals()
})
