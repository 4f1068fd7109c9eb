import type { Reader } from '../../core/chat/model'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Ids of chats and messages come in as any text. One that is not written as a UUID is written here
 * names nothing, and must not reach a cast that would fail.
 */
export function uuidOrNull(id: string | null | undefined): string | null {
  return typeof id === 'string' && UUID.test(id) ? id : null
}

/** Text that PostgreSQL can hold; any other equals nothing that is stored. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** PostgreSQL's text form of `text[]`. */
export function textArray(values: readonly string[]): string {
  return arrayOf(values, quoted)
}

/** PostgreSQL's text form of an array; an empty one where no value is given. */
export function arrayOf<T>(
  values: readonly (T | undefined)[],
  written: (value: T) => string,
): string {
  let text = ''
  let isUsed = false
  for (const value of values) {
    if (text !== '') text += ','
    if (value === undefined) {
      text += 'null'
    } else {
      text += written(value)
      isUsed = true
    }
  }
  return isUsed ? `{${text}}` : '{}'
}

/** One value of such an array. */
export function quoted(value: string): string {
  return `"${/[\\"]/.test(value) ? value.replace(/[\\"]/g, '\\$&') : value}"`
}

/** The reader's id as a parameter; one that cannot be stored is a member of nothing. */
export function readerKey({ userId }: Reader): string | null {
  return userId !== null && isStorable(userId) ? userId : null
}
