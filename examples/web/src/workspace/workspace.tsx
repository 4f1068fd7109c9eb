import { useInbox } from '@otsy/client-sdk/react'
import { MessagesSquare } from 'lucide-react'
import { Chat } from '../chat/chat'
import { useWords } from '../i18n/language-provider'
import { Inbox } from '../inbox/inbox'
import type { Persona } from '../session/persona'
import { useWidth } from '../ui/use-width'
import { ConnectionBanner } from './connection-banner'
import { NotificationBell } from '../notifications/notification-bell'
import { TopBar } from './top-bar'
import { useFirstChat } from './use-first-chat'
import './workspace.css'

/** Pixels from which the list and the chat stand side by side. */
const WIDE = 720

export interface WorkspaceProps {
  readonly persona: Persona
  readonly chatId: string | null
  readonly onOpen: (chatId: string | null) => void
  /** Part of a bigger page: says whose side it is, even with a chat open. */
  readonly pane?: boolean
}

/** The list of orders and the open chat; on a narrow screen one of them at a time. */
export function Workspace({ persona, chatId, onOpen, pane = false }: WorkspaceProps) {
  const { ref, width } = useWidth()
  const { t } = useWords()
  const inbox = useInbox()
  const first = useFirstChat()
  const wide = width !== null && width >= WIDE
  const shown = chatId ?? (wide ? first : null)
  const showList = wide || shown === null
  const showBar = showList || pane

  return (
    <div ref={ref} className={`workspace ${wide ? 'workspace-wide' : ''}`}>
      {showBar && (
        <TopBar name={t.persona[persona]}>
          <NotificationBell onOpen={onOpen} />
        </TopBar>
      )}
      <ConnectionBanner />
      {width !== null && (
        <main className="workspace-panes">
          {showList && <Inbox inbox={inbox} openId={shown} onOpen={onOpen} />}
          {shown !== null && (
            <Chat
              key={shown}
              chatId={shown}
              persona={persona}
              onBack={wide ? null : () => onOpen(null)}
              // A phone has no room for a bar above the chat.
              corner={showBar ? null : <NotificationBell onOpen={onOpen} />}
            />
          )}
          {shown === null && wide && (
            <div className="note">
              <MessagesSquare aria-hidden size={40} strokeWidth={1.5} />
              <p>{t.inbox.pick}</p>
            </div>
          )}
        </main>
      )}
    </div>
  )
}
