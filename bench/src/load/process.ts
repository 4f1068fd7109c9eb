// The load: 200 people in 100 chats, in a process of its own, the same for every contender.
import { setTimeout as wait } from 'node:timers/promises'
import type { LoadPlan, LoadReport, Phase } from '../messages'
import { shopperOf, userOf } from '../people'
import { closedLoop, openLoop, type LoopOptions } from './loops'
import { Person } from './person'
import { Recorder } from './recorder'

process.once('message', (plan: LoadPlan) => void carryOut(plan))
process.on('disconnect', () => process.exit(1))

async function carryOut({ port, otherPort = port, chatIds, phases }: LoadPlan): Promise<void> {
  const recorder = new Recorder()
  const onDelivered = (sendKey: string) => recorder.delivered(sendKey)
  const people = chatIds.flatMap((chatId, chat) =>
    [userOf(chat), shopperOf(chat)].map(
      (userId, i) => new Person({ port: i === 0 ? port : otherPort, userId, chatId, onDelivered }),
    ),
  )
  for (const person of people) await person.arrive()
  await report({ type: 'connected' })
  for (const phase of phases) await run(phase, { people, recorder })
  for (const person of people) person.leave()
  await report({ type: 'done' })
  process.exit(0)
}

async function run(phase: Phase, options: LoopOptions): Promise<void> {
  const loop =
    phase.kind === 'closed' ? closedLoop(options, phase.inFlight) : openLoop(options, phase.rate)
  await wait(phase.warmUp)
  if (phase.kind === 'closed') await steady(options.recorder, phase.settle)
  await report({ type: 'begin', phase: phase.name })
  options.recorder.begin()
  await wait(phase.measure)
  const figures = options.recorder.end()
  await report({ type: 'end', phase: phase.name, figures })
  await loop.stop()
}

/**
 * Waits until a second brings hardly more than the one before: a server still being compiled (and
 * PGlite's WebAssembly is for many seconds) says nothing about one that has run for a minute.
 */
async function steady(recorder: Recorder, most: number): Promise<void> {
  let previous = 0
  for (let waited = 0; waited < most; waited += 1_000) {
    const before = recorder.total
    await wait(1_000)
    const count = recorder.total - before
    if (count < previous * 1.1) return
    previous = count
  }
}

function report(message: LoadReport): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()))
}
