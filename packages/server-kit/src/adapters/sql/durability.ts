import type { Session } from './database'
import { statement } from './statement'

const OLDEST = 15

interface Settings {
  readonly version: number
  readonly fsync: string
  readonly synchronous_commit: string
  readonly full_page_writes: string
  readonly encoding: string
  readonly recovering: boolean
}

/** What the server can promise: refuses what Otsy cannot run on, names what weakens durability. */
export async function durabilityWarnings(session: Session): Promise<string[]> {
  const [settings] = await session.run<Settings>(
    statement(
      'settings',
      `select json_build_object(
      'version', current_setting('server_version_num')::integer / 10000,
      'fsync', current_setting('fsync'),
      'synchronous_commit', current_setting('synchronous_commit'),
      'full_page_writes', current_setting('full_page_writes'),
      'encoding', current_setting('server_encoding'),
      'recovering', pg_is_in_recovery())::text as row`,
    ),
  )
  if (settings === undefined) throw new Error('The server did not tell its settings.')
  if (settings.version < OLDEST) {
    throw new Error(`PostgreSQL ${OLDEST} or newer is needed; this server is ${settings.version}.`)
  }
  if (settings.encoding !== 'UTF8') {
    throw new Error(
      `The database's encoding is ${settings.encoding}; make one with ENCODING 'UTF8'.`,
    )
  }
  if (settings.recovering) {
    throw new Error('The server is a standby and takes no writes; connect to the primary.')
  }
  return [
    settings.fsync === 'off' &&
      'fsync is off: a crash of the machine may lose acknowledged messages or the database.',
    settings.full_page_writes === 'off' &&
      'full_page_writes is off: a crash of the machine may corrupt the database.',
    settings.synchronous_commit === 'off' &&
      'synchronous_commit is off: a crash of the server may lose messages acknowledged just before.',
  ].filter((warning) => warning !== false)
}
