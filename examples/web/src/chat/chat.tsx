import { useChat, useConnection, useMe, useMessages, useOtsy } from '@otsy/client-sdk/react'
import { useEffect, useMemo, type ReactNode } from 'react'
import { useWords } from '../i18n/language-provider'
import { otherMember } from '../inbox/other-member'
import type { Persona } from '../session/persona'
import { useArrivalFocus } from '../ui/use-arrival-focus'
import { ChatHeader } from './chat-header'
import { ChatViewContext } from './chat-view'
import { Composer } from './composer'
import { DeleteDialog } from './delete-dialog'
import { MessageLog } from './message-log'
import { MessageMenu } from './message-menu'
import { ProblemNote } from './problem-note'
import { RoomNote } from './room-note'
import { useChatActions } from './use-chat-actions'
import { useJump } from './use-jump'
import './chat.css'

export interface ChatProps {
  readonly chatId: string
  readonly persona: Persona
  /** Where there is a list to go back to. */
  readonly onBack: (() => void) | null
  /** At the end of the header. */
  readonly corner: ReactNode
}

export function Chat({ chatId, persona, onBack, corner }: ChatProps) {
  const { t } = useWords()
  const me = useMe()
  const { chat, members, state } = useChat(chatId)
  const messages = useMessages(chatId)
  const { state: connection } = useConnection()
  const actions = useChatActions(messages, t)
  const jump = useJump(messages)
  const section = useArrivalFocus()
  const otsy = useOtsy()

  useEffect(() => {
    otsy.presence.set({ viewing: chatId })
    return () => otsy.presence.set({ viewing: null })
  }, [otsy, chatId])

  const myId = me?.userId ?? null
  const view = useMemo(
    () => ({
      members,
      myId,
      openMenu: actions.openMenu,
      jumpTo: jump.to,
      toggleReaction: actions.toggleReaction,
      retry: messages.retry,
      discard: messages.discard,
    }),
    [members, myId, actions, jump, messages.retry, messages.discard],
  )
  const other = otherMember(members, me?.userId)
  const closed = chat !== null && chat.status !== 'active'

  if (state.status === 'gone' || (state.status === 'error' && messages.rows.length === 0)) {
    return <RoomNote gone={state.status === 'gone'} onBack={onBack} />
  }
  return (
    <ChatViewContext value={view}>
      <section
        ref={section}
        className="chat"
        tabIndex={-1}
        aria-label={t.chat.log(other?.name ?? '')}
      >
        <ChatHeader
          chat={chat}
          other={other}
          rows={messages.rows}
          persona={persona}
          onBack={onBack}
          corner={corner}
          onProblem={actions.setProblem}
        />
        <MessageLog
          chatId={chatId}
          messages={messages}
          jump={jump}
          otherName={other?.name ?? t.chat.someone}
          online={connection.status === 'online'}
        />
        <ProblemNote text={actions.problem} onClose={() => actions.setProblem(null)} />
        {closed ? (
          <p className="chat-closed">{t.chat.closed}</p>
        ) : (
          <Composer
            chatId={chatId}
            persona={persona}
            messages={messages}
            context={actions.context}
            onContext={actions.setContext}
            onSent={jump.toLatest}
            onProblem={actions.fail}
            autoFocus={onBack === null}
          />
        )}
        {actions.menu !== null && (
          <MessageMenu
            key={actions.menu.row.key}
            {...actions.menu}
            closed={closed}
            onClose={actions.closeMenu}
            onPick={actions.pick}
          />
        )}
        {actions.deleting !== null && (
          <DeleteDialog
            onCancel={() => actions.setDeleting(null)}
            onConfirm={actions.confirmDelete}
          />
        )}
      </section>
    </ChatViewContext>
  )
}
