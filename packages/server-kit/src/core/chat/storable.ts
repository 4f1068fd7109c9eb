import type { Metadata } from '@otsy/protocol'
import { metadata, safeText } from '@otsy/protocol/schemas'

/*
 * What the host's code makes of a message is stored in one commit with the messages of others, and
 * one that no database can keep would take all of them down with it.
 */

/** A text of the host's code. Throws a plain Error for one that cannot be stored. */
export function storableText(text: unknown): string {
  const result = safeText.safeParse(text)
  if (result.success) return result.data
  throw new Error('The content that the code of the host made cannot be stored.')
}

/** Metadata of the host's code, as they are in JSON. Throws a plain Error for what cannot be stored. */
export function storableMetadata(value: unknown): Metadata | undefined {
  if (value === undefined) return undefined
  const result = metadata.safeParse(JSON.parse(JSON.stringify(value)))
  if (result.success) return result.data
  throw new Error('The metadata that the code of the host made cannot be stored.')
}
