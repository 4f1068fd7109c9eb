import { usePreferences } from '@otsy/client-sdk/react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import { DeviceList } from './device-list'
import { LanguageChoice } from './language-choice'
import { PanelView } from './panel-view'
import { PreferenceSwitches } from './preference-switches'
import { PushCard } from './push-card'
import { QuietHours } from './quiet-hours'
import './notification-settings.css'

export interface NotificationSettingsProps {
  readonly onBack: () => void
  readonly onClose: () => void
}

/** What to tell of, when, in which language, and where. Every change is saved as it is made. */
export function NotificationSettings({ onBack, onClose }: NotificationSettingsProps) {
  const { t } = useWords()
  const { preferences, error, status, load, set } = usePreferences()
  // The state says what was refused, and shows again what holds.
  const save: typeof set = (change) => {
    const saved = set(change)
    saved.catch(() => undefined)
    return saved
  }
  return (
    <PanelView title={t.settings.title} onBack={onBack} onClose={onClose}>
      <div role="alert">
        {preferences !== null && error !== null && (
          <p className="panel-problem">{t.settings.notSaved(reasonOf(error, t))}</p>
        )}
      </div>
      <div className="settings">
        <PushCard />
        {status === 'error' && (
          <div className="panel-note">
            <p>{t.settings.error}</p>
            <button
              type="button"
              className="button"
              onClick={() => void load().catch(() => undefined)}
            >
              {t.message.retry}
            </button>
          </div>
        )}
        {preferences === null && status === 'loading' && (
          <p className="hint" role="status">
            {t.settings.loading}
          </p>
        )}
        {preferences !== null && (
          <>
            <PreferenceSwitches preferences={preferences} onChange={save} />
            <QuietHours hours={preferences.quiet_hours ?? null} onChange={save} />
            <LanguageChoice locale={preferences.locale} onChange={save} />
          </>
        )}
        <DeviceList />
      </div>
    </PanelView>
  )
}
