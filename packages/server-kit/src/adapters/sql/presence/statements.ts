import { statement, type Statement } from '../statement'

/** A lease that ended this long ago is swept. Until then its row is there to be renewed in place. */
const KEPT = "interval '1 minute'"

export interface PresenceStatements {
  readonly prepare: readonly Statement[]
  readonly renew: Statement
  readonly release: Statement
  readonly read: Statement
  readonly looking: Statement
  readonly sweep: Statement
}

/** Unlogged: leases are renewed within seconds of a crash, and nothing else is worth their journal. */
export function presenceStatements(schema: string): PresenceStatements {
  const table = `${schema}.presence_leases`
  return {
    prepare: [
      statement(
        'presence_lock',
        `select '1' as row from (
          select pg_advisory_xact_lock(hashtextextended('otsy presence of ${schema}', 0))
        ) as held`,
      ),
      // A role may be allowed to use the schema but not to make one.
      statement(
        'presence_schema',
        `do $$ begin
          if to_regnamespace('${schema}') is null then create schema ${schema}; end if;
        end $$`,
      ),
      statement(
        'presence_table',
        `create unlogged table if not exists ${table} (
          connection_id text collate "C" primary key,
          user_id text collate "C" not null,
          status text not null check (status in ('online', 'away')),
          viewing text collate "C",
          until timestamptz not null
        ) with (fillfactor = 50)`,
      ),
      statement(
        'presence_index',
        `create index if not exists presence_leases_user on ${table} (user_id)`,
      ),
    ],
    // In one order, so that two nodes never wait for each other.
    renew: statement(
      'presence_renew',
      `insert into ${table} as held (connection_id, user_id, status, viewing, until)
      select "connectionId", "userId", status, viewing,
        clock_timestamp() + $2::double precision * interval '1 millisecond'
      from json_to_recordset($1::json)
        as lease("connectionId" text, "userId" text, status text, viewing text)
      order by 1
      on conflict (connection_id) do update set user_id = excluded.user_id,
        status = excluded.status, viewing = excluded.viewing, until = excluded.until
      returning '1' as row`,
    ),
    release: statement(
      'presence_release',
      `delete from ${table} where connection_id = any ($1::text[]) returning '1' as row`,
    ),
    read: statement(
      'presence_read',
      `select json_build_object('user_id', user_id, 'online', bool_or(status = 'online'))::text as row
      from ${table} where user_id = any ($1::text[]) and until > clock_timestamp()
      group by user_id`,
    ),
    looking: statement(
      'presence_looking',
      `select to_json(exists (
        select from ${table} held
        where held.user_id = pair."userId" and held.viewing = pair."chatId"
          and held.status = 'online' and held.until > clock_timestamp()
      ))::text as row
      from rows from (
        json_to_recordset($1::json) as ("userId" text, "chatId" text)
      ) with ordinality as pair ("userId", "chatId", place)
      order by place`,
    ),
    sweep: statement(
      'presence_sweep',
      `delete from ${table} where until < clock_timestamp() - ${KEPT} returning '1' as row`,
    ),
  }
}
