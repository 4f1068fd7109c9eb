import { ROW_BYTES } from '../../../core/chat/answer-bytes'

/** Milliseconds since the epoch, cut like `Date` cuts them; times travel as numbers. */
export function ms(time: string): string {
  return `floor(extract(epoch from ${time}) * 1000)::bigint`
}

/** The columns of a `MessageRow`, of a table or alias. */
export function messageColumns(g: string): string {
  return `${g}.id, ${g}.chat_id, ${g}.seq, ${g}.changed_seq, ${g}.sender_key, ${g}.sender_role,
    ${g}.type, ${g}.content, ${g}.attachment_url, ${g}.attachment_type, ${g}.attachment_width,
    ${g}.attachment_height, ${g}.metadata, ${g}.client_id, ${g}.reply_to, ${g}.reply_to_seq,
    ${g}.reactions, ${ms(`${g}.created_at`)} as created_at, ${ms(`${g}.edited_at`)} as edited_at,
    ${ms(`${g}.deleted_at`)} as deleted_at, ${ms(`${g}.read_at`)} as read_at`
}

/** What a message counts in an answer, as `bytesOf` has it. Tells long texts without reading them. */
export function messageBytes(g: string): string {
  return `(${ROW_BYTES} + octet_length(${g}.content) + coalesce(octet_length(${g}.attachment_url), 0)
    + coalesce(octet_length(${g}.metadata::text), 0) + coalesce(octet_length(${g}.reactions::text), 0))`
}

/** One message as JSON: a `MessageRow`. */
export function messageJson(g: string): string {
  return `(select to_json(row_) from (select ${messageColumns(g)}) as row_)`
}

/** One member as JSON: a `MemberRow`. */
export function memberJson(m: string): string {
  return `json_build_object('user_id', ${m}.user_id, 'role', ${m}.role, 'read_seq', ${m}.read_seq,
    'read_at', ${ms(`${m}.read_at`)}, 'muted_until', ${ms(`${m}.muted_until`)},
    'visible_from_seq', ${m}.visible_from_seq)`
}

/** A chat with its present members as JSON: a `ChatRow`. */
export function chatJson(schema: string, c: string): string {
  return `json_build_object('id', ${c}.id, 'order_id', ${c}.order_id, 'user_id', ${c}.user_id,
    'shopper_id', ${c}.shopper_id, 'status', ${c}.status, 'created_at', ${ms(`${c}.created_at`)},
    'updated_at', ${ms(`${c}.updated_at`)}, 'head_seq', ${c}.head_seq, 'floor_seq', ${c}.floor_seq,
    'members_rev', ${c}.members_rev, 'reads_rev', ${c}.reads_rev, 'members', (
      select coalesce(json_agg(${memberJson('p')} order by p.place), '[]'::json)
      from (select m.* from ${schema}.members m where m.chat_id = ${c}.id offset 0) p
      where p.removed_at is null))`
}

/** A present member's unread messages, in O(1). */
export function unreadOf(c: string, m: string): string {
  return `(${c}.counted - ${m}.read_counted - ${m}.skipped)`
}

/** The chat's id as the index of keys has it; see migration 5. */
export function keyedChat(g: string): string {
  return `nullif(${g}.chat_id, '00000000-0000-0000-0000-000000000000'::uuid)`
}
