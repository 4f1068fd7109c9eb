import { DATA_KEPT } from '../../../../core/notifications/told-content'
import { statement, type Statement } from '../../statement'

/**
 * Locks all that was told of a chat, in the one order everybody locks in: what a worker is writing at
 * this moment is written before it is looked at. Parameter: chat.
 */
export function holdToldStatement(schema: string): Statement {
  return statement(
    'hold_told',
    `select to_json(n.id)::text as row from ${schema}.notifications n
    where n.chat_id = $1::uuid order by n.id for no key update`,
  )
}

/**
 * Takes what a message said out of notifications locked before; a worker that has one in hand, perhaps with
 * the message, has it no longer, and it is claimed anew. Parameters: ids, id of the message, its number.
 */
export function forgetToldStatement(schema: string): Statement {
  const kept = DATA_KEPT.map((key) => `'${key}'`).join(', ')
  const tells = `coalesce(n.content #>> '{data,messageId}' = $2,
    n.content is not null and n.told_seq = $3::bigint)`
  return statement(
    'forget_told',
    `update ${schema}.notifications n set
      claim = n.claim + case when n.due_at is null then 0 else 1 end,
      lease_until = case when n.due_at is null then n.lease_until else '-infinity' end,
      content = case when ${tells} then n.content || jsonb_build_object('body', '', 'data', (
        select coalesce(jsonb_object_agg(d.key, d.value), '{}')
        from jsonb_each(n.content -> 'data') d where d.key in (${kept})
      )) else n.content end
    where n.id = any($1::uuid[]) and (n.due_at is not null or ${tells})
    returning '1' as row`,
  )
}
