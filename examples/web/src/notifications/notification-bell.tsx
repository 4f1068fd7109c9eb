import { useUnreadNotifications } from '@otsy/client-sdk/react'
import { Bell } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { NotificationPanel } from './notification-panel'
import './notification-bell.css'

export interface NotificationBellProps {
  /** Opens a chat. */
  readonly onOpen: (chatId: string) => void
}

/** How many notifications are unread; opens them. */
export function NotificationBell({ onOpen }: NotificationBellProps) {
  const { t, format } = useWords()
  const unread = useUnreadNotifications()
  const [bell, setBell] = useState<HTMLElement | null>(null)
  const [open, setOpen] = useState(false)
  const shown = unread > 99 ? '99+' : format.number(unread)
  const count = unread > 0 ? t.notifications.unread(shown) : ''

  return (
    <>
      <button
        ref={setBell}
        type="button"
        className="icon-button bell"
        aria-haspopup="dialog"
        aria-label={[t.notifications.title, count].filter(Boolean).join(', ')}
        title={t.notifications.title}
        onClick={() => setOpen(true)}
      >
        <Bell aria-hidden size={20} />
        {unread > 0 && (
          <span className="bell-badge" aria-hidden>
            {shown}
          </span>
        )}
      </button>
      <span className="visually-hidden" role="status">
        {count}
      </span>
      {open && bell !== null && (
        <NotificationPanel anchor={bell} onClose={() => setOpen(false)} onOpen={onOpen} />
      )}
    </>
  )
}
