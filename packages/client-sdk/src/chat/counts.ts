/** How much of a chat is unread, and at which point of its log that was so. */
export interface Count {
  readonly unread: number
  readonly head: number
  readonly read: number
}

/** Counts are absolute; one from an earlier point of the log tells nothing new. */
export function laterCount(held: Count | undefined, told: Count): Count {
  if (held === undefined) return told
  const isEarlier = told.head < held.head || (told.head === held.head && told.read < held.read)
  return isEarlier ? held : told
}

/** What it will be once the server has heard of a read mark. */
export function assumeRead(held: Count, upTo: number): Count {
  if (upTo <= held.read) return held
  return { head: held.head, read: upTo, unread: upTo >= held.head ? 0 : held.unread }
}
