import { LIMITS, type ClientPayload } from '@otsy/protocol'

const ID = new RegExp(`^[\\w-]{1,${LIMITS.hostIdLength}}$`)
const KEY = new RegExp(`^[\\w-]{1,${LIMITS.clientIdLength}}$`)
const MARK = /\p{M}/u
/** Scripts without marks. To look for marks by their property takes nine times as long. */
const UNMARKED =
  /^[\t\n\r -\u02ff\u2000-\u206f\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u4e00-\u9fff\uff00-\uffef]*$/

/**
 * Whether a payload of `send_message` is nothing but a text with a key, as nearly all are, that the
 * schema would answer unchanged. Asking the schema takes several times as long, for every message. False
 * says nothing: the schema has the last word.
 */
export function isPlainSend(payload: unknown): payload is ClientPayload<'send_message'> {
  if (!isOf(payload, 2)) return false
  const { chatId, message } = payload
  if (!matches(ID, chatId) || !isOf(message, 3)) return false
  const { content, type, client_id } = message
  return type === 'text' && matches(KEY, client_id) && isPlainText(content)
}

/** An object with so many fields; three that are there and no fourth leave no room for unknown ones. */
function isOf(value: unknown, fields: number): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.keys(value).length === fields
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value)
}

function isPlainText(text: unknown): boolean {
  if (typeof text !== 'string' || text.includes('\0')) return false
  return UNMARKED.test(text) || (text.isWellFormed() && !MARK.test(text))
}
