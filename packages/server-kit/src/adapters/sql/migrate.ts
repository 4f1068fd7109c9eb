import type { Session } from './database'
import { migrations } from './migrations/index'
import { statement } from './statement'

/**
 * Brings the schema to this release, in the transaction of the session. Any number of nodes may do it
 * at once: one does, the others wait and find it done. Rejects where the schema is of a newer release.
 */
export async function migrate(session: Session, schema: string): Promise<void> {
  const lock = `otsy migrations of ${schema}`
  await session.run(
    statement(
      'migrate',
      `select '1' as row from (
      select pg_advisory_xact_lock(hashtextextended($1, 0))
    ) as held`,
    ),
    [lock],
  )
  await prepare(session, schema)

  const [applied] = await session.run<{ version: number }>(
    statement(
      'migrated',
      `select json_build_object('version', coalesce(max(version), 0))::text as row
      from ${schema}.migrations`,
    ),
  )
  const current = applied?.version ?? 0
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new Error(
      `The schema ${schema} is at version ${current}, this release of @otsy/server-kit knows ` +
        `version ${newest}. Update the package, or give it another schema.`,
    )
  }
  for (const { version, name, statements } of migrations) {
    if (version <= current) continue
    for (const text of statements(schema)) await session.run(statement('migration', text))
    await session.run(
      statement(
        'migrated_to',
        `insert into ${schema}.migrations (version, name) values ($1::integer, $2)
        returning '1' as row`,
      ),
      [version, name],
    )
  }
}

/** Creates the schema only where it is missing: a role may be allowed to use it but not to make it. */
async function prepare(session: Session, schema: string): Promise<void> {
  const [there] = await session.run<{ schema: boolean; tables: boolean }>(
    statement(
      'prepared',
      `select json_build_object(
      'schema', to_regnamespace($1) is not null,
      'tables', to_regclass($1 || '.meta') is not null)::text as row`,
    ),
    [schema],
  )
  if (there?.tables) return
  if (!there?.schema) await session.run(statement('schema', `create schema ${schema}`))
  await session.run(
    statement(
      'migrations_table',
      `create table ${schema}.migrations (
    version integer primary key,
    name text not null,
    applied_at timestamptz not null default now()
  )`,
    ),
  )
  await session.run(
    statement(
      'meta',
      `create table ${schema}.meta (
    name text primary key,
    value text not null
  )`,
    ),
  )
}
