/** A notification of PostgreSQL holds fewer than 8,000 bytes; this leaves room for the head. */
const MOST_BYTES = 7_900

/**
 * A text in parts that fit into a notification each. The number before each part also keeps equal parts
 * apart, of which one transaction would tell only the first.
 */
export function partsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const parts: string[] = []
  for (let from = 0; from < bytes.length || parts.length === 0;) {
    const to = wholeCharacters(bytes, Math.min(from + MOST_BYTES, bytes.length))
    const mark = to === bytes.length ? '.' : '+'
    parts.push(`${parts.length}${mark}${bytes.toString('utf8', from, to)}`)
    from = to
  }
  return parts
}

/** The parts of one text come one after another: a transaction's notifications stay together. */
export class Assembly {
  #parts: string[] = []

  /** The text, when this was its last part. What lacks a part is dropped. */
  add(part: string): string | null {
    const [, number, mark, text] = /^(\d+)([+.])(.*)$/s.exec(part) ?? []
    if (number === '0') this.#parts = []
    if (text === undefined || Number(number) !== this.#parts.length) return null
    this.#parts.push(text)
    if (mark === '+') return null
    const whole = this.#parts.join('')
    this.#parts = []
    return whole
  }
}

/** The last place at or before `to` where no character is cut: UTF-8 continues with bytes 10xxxxxx. */
function wholeCharacters(bytes: Buffer, to: number): number {
  let end = to
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}
