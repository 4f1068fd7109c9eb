export type TextPart = { readonly text: string; readonly href: string | null }

const address = /https?:\/\/[^\s<>"'、。「」（）]+/gi

/** Cuts a text into plain parts and web addresses. Punctuation that ends a sentence is not part of one. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    const href = withoutPunctuation(match[0])
    if (!URL.canParse(href)) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null })
    parts.push({ text: href, href })
    from = match.index + href.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null })
  return parts
}

/** A loop, not a pattern: patterns anchored at an end go over a long text again and again. */
function withoutPunctuation(href: string): string {
  let end = href.length
  while (end > 0 && '.,;:!?)]}'.includes(href.charAt(end - 1))) end--
  return href.slice(0, end)
}

/** The address when the text is nothing but one that looks like a picture's. */
export function pictureAddress(text: string): string | null {
  const trimmed = text.trim()
  if (!trimmed.startsWith('https://') || /\s/.test(trimmed) || !URL.canParse(trimmed)) return null
  const { pathname } = new URL(trimmed)
  return /\.(?:png|jpe?g|gif|webp|avif|svg)$/i.test(pathname) ? trimmed : null
}
