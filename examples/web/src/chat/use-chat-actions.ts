import type { Message, MessageRow } from '@otsy/client-sdk'
import { useMe, type MessagesResult } from '@otsy/client-sdk/react'
import { useMemo, useState } from 'react'
import type { Dictionary } from '../i18n/en'
import { reasonOf } from '../i18n/reason'

/** What the composer's text is for. */
export type ComposerContext =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message }

export type MessageChoice =
  | { readonly kind: 'react'; readonly emoji: string }
  | { readonly kind: 'reply' | 'edit' | 'copy' | 'delete' }

export interface OpenMenu {
  readonly row: MessageRow
  readonly bubble: HTMLElement
}

const fresh: ComposerContext = { kind: 'new' }

/** Everything a reader can do with a message, and what of it is under way. */
export function useChatActions(messages: MessagesResult, t: Dictionary) {
  const { react, remove } = messages
  const myId = useMe()?.userId
  const [context, setContext] = useState(fresh)
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [deleting, setDeleting] = useState<Message | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const verbs = useMemo(() => {
    const fail = (error: unknown) => setProblem(reasonOf(error, t))
    const toggleReaction = (message: Message, emoji: string) => {
      const reaction = message.reactions?.find((one) => one.emoji === emoji)
      const on = myId === undefined || reaction?.user_ids.includes(myId) !== true
      react(message.id, emoji, on).catch(fail)
    }
    return {
      fail,
      toggleReaction,
      openMenu: (row: MessageRow, bubble: HTMLElement) => setMenu({ row, bubble }),
      closeMenu: () => setMenu(null),
      pick: (message: Message, choice: MessageChoice) => {
        setMenu(null)
        switch (choice.kind) {
          case 'react':
            return toggleReaction(message, choice.emoji)
          case 'reply':
          case 'edit':
            return setContext({ kind: choice.kind, message })
          case 'copy':
            return void copy(message.content).catch(fail)
          case 'delete':
            return setDeleting(message)
        }
      },
    }
  }, [react, myId, t])

  return useMemo(
    () => ({
      ...verbs,
      context,
      setContext,
      menu,
      problem,
      setProblem,
      deleting,
      setDeleting,
      confirmDelete: () => {
        setDeleting(null)
        if (deleting !== null) remove(deleting.id).catch(verbs.fail)
      },
    }),
    [verbs, context, menu, problem, deleting, remove],
  )
}

/** Async so that a page without a clipboard (plain http) rejects like one that refuses. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
