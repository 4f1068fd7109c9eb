import type { Preferences, PreferencesInput, PushPreference } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { SettingSwitch } from './setting-switch'

const names: readonly PushPreference[] = [
  'chat_messages',
  'order_updates',
  'promotional',
  'system_alerts',
]

export interface PreferenceSwitchesProps {
  readonly preferences: Preferences
  readonly onChange: (change: PreferencesInput) => unknown
}

export function PreferenceSwitches({ preferences, onChange }: PreferenceSwitchesProps) {
  const { t } = useWords()
  return (
    <fieldset className="setting">
      <legend>{t.settings.kinds}</legend>
      {names.map((name) => (
        <SettingSwitch
          key={name}
          {...t.settings.preferences[name]}
          on={preferences[name]}
          onChange={(on) => onChange({ [name]: on })}
        />
      ))}
    </fieldset>
  )
}
