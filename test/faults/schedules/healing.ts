import type { App } from './app'
import { HEAD_CHECK_MS, type World } from './world'

/** Longer than any wait of a client between two tries, and than any line can stay dead unnoticed. */
const MOST_MS = 240_000
const SLICE_MS = 2_500

/** Ends all faults and waits until every app says that it is well. Whether it is, is for the checker. */
export async function healAll(world: World): Promise<void> {
  const { lab, apps, draining } = world
  lab.heal()
  for (const app of apps) {
    app.device.goOnline()
    app.device.skew(0)
    app.open()
  }
  const behind = world.revokedAt - lab.clock.now
  if (behind >= 0) lab.clock.step(behind + 1_000)
  const began = lab.clock.elapsed
  for (;;) {
    for (const [index, { isAlive }] of lab.nodes.entries()) {
      if (!isAlive && !draining.has(index)) await lab.restart(index)
    }
    for (const { client } of apps) {
      // Somebody signs in again.
      if (client?.connection.get().status === 'unauthenticated') client.connection.retryNow()
    }
    await lab.clock.advance(SLICE_MS)
    if (draining.size === 0 && (await isWell(world))) break
    if (lab.clock.elapsed - began > MOST_MS) break
  }
  // What a lost hint may take: one round of checks, and one more that began before.
  await lab.clock.advance(2 * HEAD_CHECK_MS + 1_000)
}

/**
 * From here on every app stands on a good line, so each change must come in time, also without the bus.
 * What is said here lets each app find what it may still miss, too.
 */
export async function endInTime(world: World, withoutBus: boolean): Promise<void> {
  const { lab, apps, recorder, chatIds } = world
  const members = new Map(
    (await world.stored()).map(({ id, members: all }) => [
      id,
      new Set(all.map((one) => one.person)),
    ]),
  )
  const isMember = ({ person }: App, chat: string) => members.get(chat)?.has(person) === true
  for (const app of apps) {
    for (const chat of chatIds) {
      if (!isMember(app, chat)) continue
      recorder.note({ type: 'watching', device: app.name, person: app.person, chat })
    }
  }
  if (withoutBus) for (const index of lab.nodes.keys()) lab.cutBus(index)
  for (const chat of chatIds) {
    await lab.otsy.chat.send(chat, { content: 'the end' })
    for (const app of apps) if (isMember(app, chat)) app.send(chat)
  }
  await lab.clock.advance(2 * HEAD_CHECK_MS)
  lab.heal()
  await lab.clock.advance(HEAD_CHECK_MS)
}

async function isWell({ apps, stored }: World): Promise<boolean> {
  const chats = await stored()
  return apps.every((app) => {
    if (app.client?.connection.get().status !== 'online') return false
    return app.shown().every(({ chat, isReady, mayBeStale, pending }) => {
      const all = chats.find(({ id }) => id === chat)?.members ?? []
      const isMember = all.some(({ person }) => person === app.person)
      return pending === 0 && (isReady === isMember || (isReady && mayBeStale === true))
    })
  })
}
