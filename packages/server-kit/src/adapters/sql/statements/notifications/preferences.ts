import { statement, type Statement } from '../../statement'

/** One person's choices as JSON: a `PreferencesRow`. */
export function preferencesJson(p: string): string {
  return `json_build_object('order_updates', ${p}.order_updates,
    'chat_messages', ${p}.chat_messages, 'promotional', ${p}.promotional,
    'system_alerts', ${p}.system_alerts, 'quiet_hours', ${p}.quiet_hours, 'locale', ${p}.locale)`
}

/** Parameter: user. */
export function preferencesStatement(schema: string): Statement {
  return statement(
    'preferences',
    `select ${preferencesJson('p')}::text as row from ${schema}.preferences p
    where p.user_id = $1`,
  )
}

/** Parameters: user, JSON of what changes, JSON of what holds for those who never chose. */
export function savePreferencesStatement(schema: string): Statement {
  const choice = (name: string, column: string) =>
    `coalesce(($2::jsonb->>'${name}')::boolean, ${column})`
  const ofNobody = (name: string) => choice(name, `($3::jsonb->>'${name}')::boolean`)
  const names = ['order_updates', 'chat_messages', 'promotional', 'system_alerts'] as const
  return statement(
    'save_preferences',
    `insert into ${schema}.preferences as p (user_id, ${names.join(', ')}, quiet_hours, locale)
    select $1, ${names.map(ofNobody).join(', ')}, nullif($2::jsonb->'quiet_hours', 'null'),
      $2::jsonb->>'locale'
    on conflict (user_id) do update set
      ${names.map((name) => `${name} = ${choice(name, `p.${name}`)}`).join(', ')},
      quiet_hours = case when $2::jsonb->'quiet_hours' is not null then excluded.quiet_hours
        else p.quiet_hours end,
      locale = coalesce(excluded.locale, p.locale)
    returning ${preferencesJson('p')}::text as row`,
  )
}
