import type { Notification } from '@otsy/client-sdk'
import { Check, CircleQuestionMark } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { IconButton } from '../ui/icon-button'
import { useNow } from '../ui/use-now'
import { kindIcons } from './kind-icons'

export interface NotificationItemProps {
  readonly notification: Notification
  readonly onOpen: () => void
  readonly onRead: () => void
  readonly onExplain: () => void
}

export function NotificationItem({
  notification,
  onOpen,
  onRead,
  onExplain,
}: NotificationItemProps) {
  const { t, format } = useWords()
  const now = useNow('minute')
  const { kind, title, body, state, created_at, read_at } = notification
  const Icon = kindIcons[kind]
  const isUnread = read_at === undefined
  // One that leads nowhere is read here.
  const [isWhole, setWhole] = useState(false)
  const open = () => {
    setWhole(true)
    onOpen()
  }

  return (
    <li className={`notice ${isUnread ? 'notice-unread' : ''} ${isWhole ? 'notice-whole' : ''}`}>
      <button type="button" className="notice-main" onClick={open}>
        <span className="notice-icon">
          <Icon aria-hidden size={20} />
        </span>
        <span className="notice-text">
          <span className="notice-title" dir="auto">
            {isUnread && <span className="visually-hidden">{t.notifications.isUnread}: </span>}
            {title}
          </span>
          <span className="notice-body" dir="auto">
            {body}
          </span>
          <span className="notice-meta">
            <span>{t.notifications.kinds[kind]}</span>
            <time dateTime={created_at}>{format.ago(created_at, now)}</time>
            {state === 'deferred' && <span>{t.notifications.states.deferred}</span>}
          </span>
        </span>
      </button>
      <span className="notice-tools">
        {isUnread && <IconButton icon={Check} label={t.notifications.markRead} onClick={onRead} />}
        <IconButton icon={CircleQuestionMark} label={t.explain.open} onClick={onExplain} />
      </span>
    </li>
  )
}
