import type { Notification } from '@otsy/client-sdk'
import { useNotifications, usePush } from '@otsy/client-sdk/react'
import { BellRing, CheckCheck, ChevronRight, Inbox, Settings } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import { IconButton } from '../ui/icon-button'
import { MoreRows } from './more-rows'
import { NotificationItem } from './notification-item'
import { PanelView } from './panel-view'
import { useOpenNotification } from './use-open-notification'
import './notification-list.css'

export interface NotificationListProps {
  readonly onClose: () => void
  readonly onOpen: (chatId: string) => void
  readonly onSettings: () => void
  readonly onExplain: (notification: Notification) => void
}

/** What the person was told, newest first, on every device the same. */
export function NotificationList({
  onClose,
  onOpen,
  onSettings,
  onExplain,
}: NotificationListProps) {
  const { t } = useWords()
  const [problem, setProblem] = useState<string | null>(null)
  const fail = (error: unknown) => setProblem(reasonOf(error, t))
  const { status, notifications, hasMore, unread, reload, loadMore, markRead } = useNotifications()
  const open = useOpenNotification({ onOpen, onClose, markRead })

  return (
    <PanelView
      title={t.notifications.title}
      onClose={onClose}
      tools={
        <>
          <IconButton
            icon={CheckCheck}
            label={t.notifications.allRead}
            disabled={unread === 0}
            onClick={() => void markRead('all').catch(fail)}
          />
          <IconButton icon={Settings} label={t.settings.title} onClick={onSettings} />
        </>
      }
    >
      {problem !== null && (
        <p className="panel-problem" role="alert">
          {problem}
        </p>
      )}
      <PushHint onSettings={onSettings} />
      {status === 'loading' && <Skeleton label={t.notifications.loading} />}
      {status === 'error' && (
        <div className="panel-note">
          <p>{t.notifications.error}</p>
          <button type="button" className="button" onClick={() => void reload().catch(fail)}>
            {t.message.retry}
          </button>
        </div>
      )}
      {status === 'ready' && notifications.length === 0 && (
        <div className="panel-note">
          <Inbox aria-hidden size={36} strokeWidth={1.5} />
          <p>
            <strong>{t.notifications.empty}</strong>
            <br />
            {t.notifications.emptyHint}
          </p>
        </div>
      )}
      <ul className="notice-list">
        {notifications.map((notification) => (
          <NotificationItem
            key={notification.id}
            notification={notification}
            onOpen={() => void open(notification).catch(fail)}
            onRead={() => void markRead([notification.id]).catch(fail)}
            onExplain={() => onExplain(notification)}
          />
        ))}
      </ul>
      {status === 'ready' && hasMore && <MoreRows onMore={loadMore} />}
    </PanelView>
  )
}

/** Says once that this device could tell as well, and leads to where that is explained. */
function PushHint({ onSettings }: { readonly onSettings: () => void }) {
  const { t } = useWords()
  const { status } = usePush()
  if (status.state !== 'off' && status.state !== 'broken') return null
  return (
    <button type="button" className="push-hint" onClick={onSettings}>
      <BellRing aria-hidden size={18} />
      {status.state === 'off' ? t.push.hint : t.push.broken}
      <ChevronRight aria-hidden size={18} />
    </button>
  )
}

function Skeleton({ label }: { readonly label: string }) {
  return (
    <div className="notice-skeleton" role="status" aria-label={label}>
      <span />
      <span />
      <span />
      <span />
    </div>
  )
}
