import * as z from 'zod/mini'
import { LIMITS } from '../limits'

// Looks only where a run begins, so that many runs just short of the limit cost no more than others.
const COMBINING_RUN = new RegExp(`(?<!\\p{M})\\p{M}{${LIMITS.combiningRun + 1},}`, 'u')

/** Text that every database and every page can hold: no NUL, no lone surrogate, no endless pile of marks. */
export const safeText = z.string().check(
  z.refine((s) => !s.includes('\0'), { error: 'must not contain NUL' }),
  z.refine((s) => s.isWellFormed(), { error: 'must not contain lone surrogates' }),
  z.refine((s) => s.length <= LIMITS.combiningRun || !COMBINING_RUN.test(s), {
    error: 'has too many combining marks in a row',
  }),
)

const storable = z.refine<string>((s) => !s.includes('\0') && s.isWellFormed(), {
  error: 'must not contain NUL or lone surrogates',
})

/** An opaque text of at most so many characters, such as an id: not for people to read. */
export const opaque = (most: number) =>
  z.string().check(z.minLength(1), z.maxLength(most), storable)

/** An opaque id: the host's own, or one the server made. */
export const id = opaque(LIMITS.hostIdLength)

/** ISO 8601 UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const timestamp = z
  .string()
  .check(
    z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    z.refine(isMoment, { error: 'must be a moment that exists' }),
  )

/** A number of a chat's log, or 0 for "before the first". */
export const seq = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER))

export const clientId = opaque(LIMITS.clientIdLength)

/** One emoji, or a short host-defined name such as `:done:`. */
export const emoji = z.string().check(
  z.minLength(1),
  z.maxLength(LIMITS.emojiLength),
  z.regex(
    // Digits, joiners and the like are parts of emoji and none by themselves.
    /^(?:(?=.*[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3])[\p{Extended_Pictographic}\p{Emoji_Component}\u200d\ufe0f]+|:[a-z0-9_+-]{1,30}:)$/u,
  ),
)

/** An absolute https URL without credentials. Written out, so that entities and tabs are refused, not repaired. */
export const httpsUrl = z
  .string()
  .check(
    z.maxLength(LIMITS.urlLength),
    z.refine(isHttpsUrl, { error: 'must be an https URL without credentials' }),
  )

/** No 31st of February; and no year 0, which databases do not have. */
function isMoment(text: string): boolean {
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && at.toISOString() === text && !text.startsWith('0000')
}

function isHttpsUrl(text: string): boolean {
  if (/[\s\p{Cc}\p{Cs}<>"'`\\^{|}]/u.test(text)) return false
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return false
  }
  return url.protocol === 'https:' && url.username === '' && url.password === ''
}

/** Whole numbers in a query string; anything else is refused, not rounded. */
export const queryInt = (min: number, max: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,16}$/, { error: 'must be a whole number' })),
    z.pipe(z.transform(Number), z.int().check(z.gte(min), z.lte(max))),
  )
