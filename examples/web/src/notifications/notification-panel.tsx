import type { Notification } from '@otsy/client-sdk'
import { useCallback, useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { placeBeside } from '../ui/place-beside'
import { NotificationExplain } from './notification-explain'
import { NotificationList } from './notification-list'
import { NotificationSettings } from './notification-settings'
import './notification-panel.css'

export interface NotificationPanelProps {
  /** Where it opens; on a phone it takes the whole screen. */
  readonly anchor: HTMLElement
  readonly onClose: () => void
  readonly onOpen: (chatId: string) => void
}

type View =
  | { readonly name: 'list' | 'settings' }
  | { readonly name: 'explain'; readonly notification: Notification }

/** The history, the settings, and what became of one. A modal of the platform, as `Dialog` is. */
export function NotificationPanel({ anchor, onClose, onOpen }: NotificationPanelProps) {
  const { t } = useWords()
  const [view, setView] = useState<View>({ name: 'list' })
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const show = useCallback(
    (element: HTMLDialogElement | null) => {
      setDialog(element)
      if (element === null) return
      if (!element.open) element.showModal()
      const place = () => placeBeside(element, anchor, { towardsEnd: true })
      place()
      addEventListener('resize', place)
      return () => removeEventListener('resize', place)
    },
    [anchor],
  )
  const back = () => setView({ name: 'list' })
  const close = () => dialog?.close()

  return (
    <dialog
      ref={show}
      className="notification-panel"
      aria-label={t.notifications.title}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) close()
      }}
    >
      {view.name === 'list' && (
        <NotificationList
          onClose={close}
          onOpen={onOpen}
          onSettings={() => setView({ name: 'settings' })}
          onExplain={(notification) => setView({ name: 'explain', notification })}
        />
      )}
      {view.name === 'settings' && <NotificationSettings onBack={back} onClose={close} />}
      {view.name === 'explain' && (
        <NotificationExplain notification={view.notification} onBack={back} onClose={close} />
      )}
    </dialog>
  )
}
