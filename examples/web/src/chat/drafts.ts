/** Whose words to whom. */
export interface DraftPlace {
  readonly persona: string
  readonly chatId: string
}

const keyOf = ({ persona, chatId }: DraftPlace) => `otsy draft ${persona} ${chatId}`

/** What was being written in this tab, also before it was loaded anew. */
export function readDraft(place: DraftPlace): string {
  try {
    return sessionStorage.getItem(keyOf(place)) ?? ''
  } catch {
    return ''
  }
}

export function keepDraft(place: DraftPlace, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(place))
    else sessionStorage.setItem(keyOf(place), text)
  } catch {
    // A browser that keeps nothing for this page: the draft lasts as long as the chat is open.
  }
}
