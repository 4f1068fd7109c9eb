import type { Message } from '@otsy/protocol'

/**
 * The later state of two of one message. The first reading is not numbered, so between equals the
 * one that knows of it wins.
 */
export function laterOf(held: Message | undefined, other: Message): Message {
  if (held === undefined || other.changed_seq > held.changed_seq) return keepRead(other, held)
  return keepRead(held, other)
}

function keepRead(message: Message, other: Message | undefined): Message {
  if (message.read_at !== undefined || other?.read_at === undefined) return message
  return { ...message, read_at: other.read_at }
}

/** The same map when nothing in it changed. */
export function mergeAll(
  held: ReadonlyMap<string, Message>,
  others: Iterable<Message>,
): ReadonlyMap<string, Message> {
  let merged: Map<string, Message> | null = null
  for (const other of others) {
    const before = held.get(other.id)
    const known = merged?.get(other.id) ?? before
    const later = laterOf(known, other)
    if (later === known) continue
    merged ??= new Map(held)
    merged.set(other.id, later)
  }
  return merged ?? held
}
