import { LIMITS } from '@otsy/protocol'
import { locale as localeSchema } from '@otsy/protocol/schemas'
import { cleanText } from '../clean-text'

/** What the host knows of a person that others may see. */
export interface PersonInfo {
  /** At most 100 characters; a longer one is cut. */
  readonly name?: string
  /** At most 2,048 characters; a longer one is left out. */
  readonly avatar_url?: string
  /** As in `ja-JP`; any other text is left out. */
  readonly locale?: string
}

const MOST_NAME = 100

/**
 * What a token or the host's code says of a person may be anything, and goes into the answers and
 * notifications of others.
 */
export function tidied(given: unknown): PersonInfo {
  if (typeof given !== 'object' || given === null) return {}
  const { name, avatar_url, locale } = given as Readonly<Record<string, unknown>>
  return {
    ...(typeof name === 'string' && { name: cleanText(name, MOST_NAME) }),
    ...(typeof avatar_url === 'string' &&
      avatar_url.length <= LIMITS.urlLength && {
        avatar_url: cleanText(avatar_url, LIMITS.urlLength),
      }),
    ...(isLocale(locale) && { locale }),
  }
}

function isLocale(text: unknown): text is string {
  return localeSchema.safeParse(text).success
}
