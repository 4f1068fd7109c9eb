import { pictureAddress } from './linkify'
import type { Offer } from './picture-offer'

/** What pasted data could be as a picture; null when it is plain text. */
export function pastedPicture(data: DataTransfer): Offer | null {
  const url = pictureAddress(data.getData('text/plain'))
  if (url !== null) return { kind: 'address', url }
  const file = Array.from(data.files).some(({ type }) => type.startsWith('image/'))
  return file ? { kind: 'file' } : null
}
