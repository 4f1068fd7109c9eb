import type { OtsyClient } from '@otsy/client-sdk'
import type { Recorder } from '@otsy/server-kit/testing'

/** Watches one chat in one app, and notes when it begins to be shown and how far others have read. */
export function recordRoom(parts: {
  readonly client: OtsyClient
  readonly chatId: string
  readonly device: string
  readonly recorder: Recorder
}): void {
  const { client, chatId, device, recorder } = parts
  const room = client.chat.room(chatId)
  const at = { device, chat: chatId }
  const loaded = () => {
    const upTo = room.messages
      .get()
      .reduce((most, { message }) => Math.max(most, message.changed_seq ?? 0), 0)
    recorder.note({ type: 'loaded', ...at, upTo })
  }

  room.messages.subscribe(() => {})
  room.window.subscribe(() => {})
  let wasReady = false
  room.state.subscribe(({ status }) => {
    if (status === 'ready' && !wasReady) loaded()
    wasReady = status === 'ready'
  })
  client.on('recovered', ({ chatId: recovered, complete }) => {
    if (recovered !== chatId || complete) return
    recorder.note({ type: 'reset', ...at })
    loaded()
  })
  const told = new Map<string, number>()
  room.reads.subscribe((reads) => {
    for (const [person, readSeq] of Object.entries(reads)) {
      if (told.get(person) === readSeq) continue
      told.set(person, readSeq)
      recorder.note({ type: 'read', ...at, person, readSeq })
    }
  })
}
