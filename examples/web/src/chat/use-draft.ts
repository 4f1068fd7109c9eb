import { useState } from 'react'
import { keepDraft, readDraft, type DraftPlace } from './drafts'
import type { ComposerContext } from './use-chat-actions'

/**
 * The text being written. Editing begins with the message's own, and gives the old draft back after.
 * A draft waits for its writer to come back to the chat.
 */
export function useDraft(place: DraftPlace, context: ComposerContext) {
  const [draft, setDraft] = useState(() => readDraft(place))
  const [edited, setEdited] = useState('')
  const editing = context.kind === 'edit' ? context.message.id : null
  const [was, setWas] = useState<string | null>(null)
  if (editing !== was) {
    setWas(editing)
    setEdited(context.kind === 'edit' ? context.message.content : '')
  }
  const write = (text: string) => {
    setDraft(text)
    keepDraft(place, text)
  }
  return editing === null ? { text: draft, setText: write } : { text: edited, setText: setEdited }
}
