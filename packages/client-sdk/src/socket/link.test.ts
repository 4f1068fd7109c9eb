import { expect, it } from 'vitest'
import { manualClock } from '../../test/support/clock'
import { scriptedWire } from '../../test/support/scripted-wire'
import { SocketLink } from './link'

it('gives a large answer its whole time again when the one before it has come', async () => {
  const clock = manualClock()
  const answers: (() => void)[] = []
  const wire = scriptedWire()
  const link = new SocketLink({
    url: 'http://localhost',
    timeoutMs: 10_000,
    environment: { ...clock, webSocket: () => expect.fail('there is a wire') },
    openWire: (options) => ({
      ...wire.open(options),
      isConnected: true,
      send: (_event, onAnswer) => answers.push(() => onAnswer?.({ ok: true, data: {} })),
    }),
    onEvent: () => undefined,
    onRefused: () => undefined,
    onDropped: () => undefined,
  })
  link.open('token')
  const told: string[] = []
  const ask = (event: 'join_chat' | 'typing_indicator', name: string) => {
    const payload = { chat_id: name, action: 'stop' as const }
    link.request(event, payload).then(
      () => told.push(name),
      (error: { code: string }) => told.push(`${name}: ${error.code}`),
    )
  }
  for (const name of ['first', 'second', 'third']) ask('join_chat', name)
  ask('typing_indicator', 'small')
  const pass = async (ms: number) => {
    clock.advance(ms)
    await new Promise(setImmediate)
  }
  await pass(9_000)
  answers[0]?.()
  await pass(9_000)
  // What is small has nothing to wait for.
  expect(told).toEqual(['first', 'small: timeout'])
  answers[1]?.()
  await pass(9_999)
  expect(told).toEqual(['first', 'small: timeout', 'second'])
  await pass(1)
  expect(told).toEqual(['first', 'small: timeout', 'second', 'third: timeout'])
})
