/** In the order they are measured and printed. */
export const names = [
  'pub/sub, a PUBLISH each',
  'pub/sub, gathered (redisBus)',
  'stream, an XADD each',
  'stream, gathered',
  '@socket.io/redis-adapter',
  '@socket.io/redis-streams-adapter',
  'LISTEN/NOTIFY, gathered (postgresBus)',
] as const

export type Name = (typeof names)[number]
