/**
 * A text of the host's code or of a token as every database can hold it: without NUL and lone surrogates,
 * as `slice` makes them of an emoji, and of at most `most` UTF-16 units.
 */
export function cleanText(text: string, most: number): string {
  const short = text.replaceAll('\0', '').slice(0, most)
  return short.replace(/[\ud800-\udbff]$/, '').toWellFormed()
}
