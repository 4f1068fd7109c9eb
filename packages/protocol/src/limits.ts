/** Sizes both sides agree on. Counts are items unless the name says otherwise. */
export const LIMITS = {
  /** Bytes of one socket frame; a larger one closes the socket. */
  frameBytes: 256 * 1024,
  /** Bytes of one REST body; a larger one answers 413. */
  bodyBytes: 256 * 1024,
  /** Characters of an id made by the host (order, user). */
  hostIdLength: 128,
  /** Characters of a text unless the server configures another number. */
  textLength: 10_000,
  /** Rows of one page, and what a page holds when nothing is asked. */
  pageSize: 100,
  defaultPageSize: 50,
  defaultInboxPageSize: 20,
  /** Messages `chat_history` carries. */
  historySize: 50,
  /** Ids in one read mark, and in one `messages_read` event. */
  readIds: 200,
  /** Chats in one `sync`. */
  syncCursors: 200,
  /** People in one `watch_presence`. */
  watchedPeople: 200,
  /** Characters of an idempotency key. */
  clientIdLength: 128,
  /** Characters of an URL. */
  urlLength: 2048,
  metadataBytes: 64 * 1024,
  metadataDepth: 8,
  metadataKeys: 256,
  /** Combining marks in a row before a text is refused. */
  combiningRun: 64,
  /** Characters of a reaction's emoji. */
  emojiLength: 32,
  /** Milliseconds a typing indicator lives without being repeated. */
  typingTtlMs: 6_000,
  /** Seconds a push service keeps a notification at most: four weeks, as push services do. */
  pushTtlSeconds: 28 * 24 * 60 * 60,
  /** Bytes of a push's plaintext (RFC 8291 leaves that much of 4,096). */
  pushPayloadBytes: 3_993,
  /** Devices of one person; a further one takes the place of the one unused for longest. */
  subscriptionsOfUser: 20,
  /** People named in one broadcast over REST; the host's own code has no such limit. */
  broadcastUsers: 10_000,
} as const
