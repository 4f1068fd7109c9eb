export interface Contender {
  readonly name: string
  readonly title: string
  /** The built file of its server. */
  readonly entry: 'relay' | 'plain' | 'otsy'
  readonly store: 'none' | 'memory' | 'folder' | 'postgres'
}

export const contenders: readonly Contender[] = [
  { name: 'relay', title: 'Socket.IO relay, stores nothing', entry: 'relay', store: 'none' },
  { name: 'plain', title: 'plain shape, PostgreSQL', entry: 'plain', store: 'postgres' },
  { name: 'otsy-memory', title: 'Otsy, memory', entry: 'otsy', store: 'memory' },
  { name: 'otsy-pglite', title: 'Otsy, PGlite on disk', entry: 'otsy', store: 'folder' },
  { name: 'otsy-postgres', title: 'Otsy, PostgreSQL', entry: 'otsy', store: 'postgres' },
]
