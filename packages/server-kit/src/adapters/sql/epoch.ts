import { randomUUID } from 'node:crypto'
import type { Session } from './database'
import { statement } from './statement'

/**
 * The name of this log, which clients hold beside their cursors. It is renewed when the database is
 * another one than last time: restored from a dump (other tables, perhaps in another cluster),
 * recovered from an archive or promoted from a standby (another timeline), or, for PGlite, a folder
 * that was copied back. What a snapshot of the whole machine brings back cannot be told by this;
 * cursors beyond the head and missing anchors tell it then.
 */
export async function epochOf(
  session: Session,
  options: { readonly schema: string; readonly fingerprint: string },
): Promise<string> {
  const origin = [
    await clusterOf(session),
    await tablesOf(session, options.schema),
    options.fingerprint,
  ]
    .filter(Boolean)
    .join(' ')
  const meta = `${options.schema}.meta`
  const [known] = await session.run<{ epoch: string | null; origin: string | null }>(
    statement(
      'epoch',
      `select json_build_object(
      'epoch', (select value from ${meta} where name = 'epoch'),
      'origin', (select value from ${meta} where name = 'origin'))::text as row`,
    ),
  )
  if (known?.epoch && known.origin === origin) return known.epoch

  const epoch = randomUUID()
  await session.run(
    statement(
      'new_epoch',
      `insert into ${meta} as m (name, value)
      values ('epoch', $1), ('origin', $2)
      on conflict (name) do update set value = excluded.value
      returning '1' as row`,
    ),
    [epoch, origin],
  )
  return epoch
}

/** Restoring a dump makes the tables anew, and so with other numbers. */
async function tablesOf(session: Session, schema: string): Promise<string | undefined> {
  const [numbers] = await session.run<string>(
    statement(
      'tables',
      `select to_json(d.oid || ' ' || $1::regclass::oid)::text as row
      from pg_database d where d.datname = current_database()`,
    ),
    [`${schema}.chats`],
  )
  return numbers
}

/** Empty where the role may not ask; then only a change of the rest is noticed. */
async function clusterOf(session: Session): Promise<string> {
  const [allowed] = await session.run<boolean>(
    statement(
      'may_ask',
      `select to_json(
      has_function_privilege('pg_control_system()', 'execute')
      and has_function_privilege('pg_walfile_name(pg_lsn)', 'execute')
      and has_function_privilege('pg_current_wal_lsn()', 'execute'))::text as row`,
    ),
  )
  if (!allowed) return ''
  // The first eight digits of a segment's name are the timeline, right after a promotion already.
  const [cluster] = await session.run<string>(
    statement(
      'cluster',
      `select to_json(
      (select system_identifier from pg_control_system())::text || ' '
      || left(pg_walfile_name(pg_current_wal_lsn()), 8))::text as row`,
    ),
  )
  return cluster ?? ''
}
