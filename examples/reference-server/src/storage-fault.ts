import { SettingsError, type Fault } from './settings/fault'
import type { StorageSettings } from './settings/settings'

/** Why a storage did not open, by the setting that says where it is. */
export function storageFault(settings: StorageSettings, cause: unknown): SettingsError {
  const story = storyOf(cause)
  if (settings.kind === 'postgres') return new SettingsError([databaseFault(story)])
  const [outermost] = story
  return new SettingsError([
    {
      setting: 'DATA_DIR',
      why: `is not a folder this server can use: ${outermost?.message ?? String(cause)}`,
      mend: 'Set it to a folder that this user may make, read and write, and no other server uses.',
    },
  ])
}

function databaseFault(story: readonly Error[]): Fault {
  const codes = story.flatMap((fault) => ('code' in fault ? [String(fault.code)] : []))
  const isOf = (...some: string[]) => codes.some((code) => some.includes(code))
  const reason = story.at(-1)?.message ?? 'no reason given'
  const fault = (why: string, mend: string): Fault => ({
    setting: 'DATABASE_URL',
    why: `${why} (${reason}).`,
    mend,
  })
  if (isOf('ENOTFOUND', 'EAI_AGAIN')) {
    return fault('names a host that is not found', 'Set the host on which PostgreSQL runs.')
  }
  if (isOf('28P01', '28000')) {
    return fault(
      'names a user whom the database refuses',
      'Set the user and the password of a role of this PostgreSQL that may log in.',
    )
  }
  if (isOf('3D000')) {
    return fault(
      'names a database that is not there',
      'Create it with: createdb NAME. Or set the name of one that is there.',
    )
  }
  if (isOf('42501')) {
    const mend = 'Give the role the right to create in the database, or set another user.'
    return fault('names a user who may not set up the tables', mend)
  }
  if (codes.some((code) => /^E[A-Z]+$/.test(code)) || /timeout|terminated/i.test(reason)) {
    return fault(
      'names a database that does not answer',
      'Start PostgreSQL there, or set the host and the port where it listens.',
    )
  }
  return fault(
    'names a database that cannot be used',
    'Set postgres://user:password@host:5432/database of a PostgreSQL, 15 or newer.',
  )
}

/** A fault and what caused it, the cause of all last. Of several attempts the first stands for all. */
function storyOf(cause: unknown): readonly Error[] {
  if (!(cause instanceof Error)) return []
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause.cause
  return [cause, ...storyOf(inner)]
}
