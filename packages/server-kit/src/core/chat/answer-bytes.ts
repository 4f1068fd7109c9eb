import type { Message } from '@otsy/protocol'

/**
 * Bytes after which an answer made of messages takes no further one: as much as one frame may bring. A
 * slow line carries that within the time an app waits, and a node holds little for each connection. One
 * message more, at most some 100 KB, may stand behind it.
 */
export const ANSWER_BYTES = 256 * 1024

/** What a message has beside its texts: ids, times and the names of its fields. */
export const ROW_BYTES = 512

/** About what a message takes in an answer: its texts in UTF-8, and `ROW_BYTES`. */
export function bytesOf({ content, attachment_url, metadata, reactions }: Message): number {
  return (
    ROW_BYTES +
    Buffer.byteLength(content) +
    Buffer.byteLength(attachment_url ?? '') +
    (metadata === undefined ? 0 : Buffer.byteLength(JSON.stringify(metadata))) +
    (reactions === undefined ? 0 : Buffer.byteLength(JSON.stringify(reactions)))
  )
}

/** The first messages that fit: none follows once the bytes are reached. */
export function fitting(messages: readonly Message[], bytes: number): Message[] {
  let left = bytes
  const end = messages.findIndex((message) => {
    if (left <= 0) return true
    left -= bytesOf(message)
    return false
  })
  return messages.slice(0, end < 0 ? messages.length : end)
}

export function bytesOfAll(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + bytesOf(message), 0)
}
