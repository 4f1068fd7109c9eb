import type { Member, Message, MessageRow } from '@otsy/client-sdk'
import { createContext, use } from 'react'

/** What the lines of a log need of their chat. */
export interface ChatView {
  readonly members: readonly Member[]
  readonly myId: string | null
  readonly openMenu: (row: MessageRow, bubble: HTMLElement) => void
  readonly jumpTo: (target: { readonly id: string; readonly seq: number | undefined }) => void
  readonly toggleReaction: (message: Message, emoji: string) => void
  readonly retry: (key: string) => void
  readonly discard: (key: string) => void
}

export const ChatViewContext = createContext<ChatView | null>(null)

export function useChatView(): ChatView {
  const view = use(ChatViewContext)
  if (view === null) throw new Error('A line of a chat needs a <ChatViewContext> above it.')
  return view
}
