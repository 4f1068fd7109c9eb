import type { Notification } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { NotificationSteps } from './notification-steps'
import { PanelView } from './panel-view'

export interface NotificationExplainProps {
  readonly notification: Notification
  readonly onBack: () => void
  readonly onClose: () => void
}

/** Why one did, or did not, come to the person's devices. */
export function NotificationExplain({ notification, onBack, onClose }: NotificationExplainProps) {
  const { t } = useWords()
  const { id, title, body, state } = notification
  return (
    <PanelView title={t.explain.title} onBack={onBack} onClose={onClose}>
      <div className="explain">
        <p className="explain-what">
          <strong dir="auto">{title}</strong>
          <span dir="auto">{body}</span>
          <span className="explain-state">{t.notifications.states[state]}</span>
        </p>
        <NotificationSteps id={id} />
        <p className="hint explain-number">
          {t.explain.number}: <code>{id}</code>
        </p>
      </div>
    </PanelView>
  )
}
