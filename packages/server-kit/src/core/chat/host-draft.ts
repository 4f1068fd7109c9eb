import { OtsyError } from '../errors'
import { checkText, draftAtOnce, type DraftRules } from './kinds'
import type { MessageDraft } from './model'
import { storableMetadata, storableText } from './storable'

/**
 * A draft with the text and the metadata that the host's `beforeSend` wants, and nothing else of its answer.
 * Held to what a sender is held to; throws a plain Error that says what was wrong: the fault is the host's.
 */
export function changedDraft(
  draft: MessageDraft,
  changes: object,
  rules: DraftRules,
): MessageDraft {
  const changed: MessageDraft = {
    ...draft,
    ...('content' in changes && { content: storableText(changes.content) }),
    ...('metadata' in changes && { metadata: storableMetadata(changes.metadata) }),
  }
  // Who may send the kind has been asked of whoever sends it.
  held('beforeSend', () => draftAtOnce(changed, 'host', rules))
  return changed
}

/** The same for a text of the host's `beforeEdit`. */
export function changedText(text: string, { textLength }: DraftRules): string {
  const changed = storableText(text)
  held('beforeEdit', () => checkText(changed, textLength))
  return changed
}

function held(hook: string, check: () => unknown): void {
  try {
    check()
  } catch (cause) {
    if (!(cause instanceof OtsyError)) throw cause
    throw new Error(`${hook} answered what nobody may send: ${cause.message}`, { cause })
  }
}
