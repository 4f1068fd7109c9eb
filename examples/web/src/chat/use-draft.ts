import { useState } from 'react'
import type { ComposerContext } from './use-chat-actions'

/** The text being written. Editing begins with the message's own, and gives the old draft back after. */
export function useDraft(context: ComposerContext) {
  const [draft, setDraft] = useState('')
  const [edited, setEdited] = useState('')
  const editing = context.kind === 'edit' ? context.message.id : null
  const [was, setWas] = useState<string | null>(null)
  if (editing !== was) {
    setWas(editing)
    setEdited(context.kind === 'edit' ? context.message.content : '')
  }
  return editing === null
    ? { text: draft, setText: setDraft }
    : { text: edited, setText: setEdited }
}
