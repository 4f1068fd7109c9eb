// What a client has to know by itself stands alone too: its bundle takes no more of the table. Bundlers drop
// the rest only where nothing has to be computed, so every number is written out.

/** Bytes of one socket frame, 256 KB; a larger one closes the socket. */
export const FRAME_BYTES = 262_144
/** Rows of one page at most. */
export const PAGE_SIZE = 100
/** Ids in one read mark, and in one `messages_read` event. */
export const READ_IDS = 200
/** Chats in one `sync`. */
export const SYNC_CURSORS = 200
/** People in one `watch_presence`. */
export const WATCHED_PEOPLE = 200
/** Milliseconds a typing indicator lives without being repeated. */
export const TYPING_TTL_MS = 6_000

/** Sizes both sides agree on. Counts are items unless the name says otherwise. */
export const LIMITS = {
  frameBytes: FRAME_BYTES,
  /** Bytes of one REST body, 256 KB; a larger one answers 413. */
  bodyBytes: 262_144,
  /** Characters of an id made by the host (order, user). */
  hostIdLength: 128,
  /** Characters of a text unless the server configures another number. */
  textLength: 10_000,
  pageSize: PAGE_SIZE,
  /** What a page holds when nothing is asked. */
  defaultPageSize: 50,
  defaultInboxPageSize: 20,
  /** Messages `chat_history` carries. */
  historySize: 50,
  readIds: READ_IDS,
  syncCursors: SYNC_CURSORS,
  watchedPeople: WATCHED_PEOPLE,
  /** Characters of an idempotency key. */
  clientIdLength: 128,
  /** Characters of an URL. */
  urlLength: 2048,
  /** 64 KB. */
  metadataBytes: 65_536,
  metadataDepth: 8,
  metadataKeys: 256,
  /** Combining marks in a row before a text is refused. */
  combiningRun: 64,
  /** Characters of a reaction's emoji. */
  emojiLength: 32,
  typingTtlMs: TYPING_TTL_MS,
  /** Seconds a push service keeps a notification at most: four weeks, as push services do. */
  pushTtlSeconds: 2_419_200,
  /** Bytes of a push's plaintext (RFC 8291 leaves that much of 4,096). */
  pushPayloadBytes: 3_993,
  /** Devices of one person; a further one takes the place of the one unused for longest. */
  subscriptionsOfUser: 20,
  /** People named in one broadcast over REST; the host's own code has no such limit. */
  broadcastUsers: 10_000,
} as const
