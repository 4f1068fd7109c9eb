import type { Preferences, PreferencesInput } from '@otsy/client-sdk'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { SettingSwitch } from './setting-switch'

type Hours = NonNullable<Preferences['quiet_hours']>

export interface QuietHoursProps {
  readonly hours: Hours | null
  readonly onChange: (change: PreferencesInput) => unknown
}

const NIGHT = { from: '22:00', to: '07:00' }

/** When only what is important may come. The zone is this browser's until another is chosen. */
export function QuietHours({ hours, onChange }: QuietHoursProps) {
  const { t } = useWords()
  return (
    <fieldset className="setting">
      <legend className="visually-hidden">{t.settings.quiet}</legend>
      <SettingSwitch
        title={t.settings.quiet}
        hint={t.settings.quietHint}
        on={hours !== null}
        onChange={(on) =>
          onChange({ quiet_hours: on ? { ...NIGHT, time_zone: ownTimeZone() } : null })
        }
      />
      {hours !== null && (
        <HoursFields hours={hours} onSave={(quiet_hours) => onChange({ quiet_hours })} />
      )}
    </fieldset>
  )
}

interface HoursFieldsProps {
  readonly hours: Hours
  readonly onSave: (hours: Hours) => void
}

function HoursFields({ hours, onSave }: HoursFieldsProps) {
  const { t } = useWords()
  // What is being typed, until it is saved or turns out to be no time.
  const [typed, setTyped] = useState<Partial<Pick<Hours, 'from' | 'to'>>>({})
  const shown = { from: typed.from ?? hours.from, to: typed.to ?? hours.to }
  const isSame = shown.from === shown.to
  const save = () => {
    const isWhole = shown.from !== '' && shown.to !== '' && !isSame
    const isChanged = shown.from !== hours.from || shown.to !== hours.to
    if (isWhole && isChanged) onSave({ ...hours, ...shown })
    if (!isSame) setTyped({})
  }
  const field = (name: 'from' | 'to') => (
    <label className="field">
      {t.settings[name]}
      <input
        type="time"
        value={shown[name]}
        aria-invalid={isSame}
        onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
        onBlur={save}
      />
    </label>
  )
  return (
    <div className="quiet-fields">
      {field('from')}
      {field('to')}
      <label className="field quiet-zone">
        {t.settings.zone}
        <select
          value={hours.time_zone}
          onChange={(event) => onSave({ ...hours, time_zone: event.target.value })}
        >
          {timeZones(hours.time_zone).map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </select>
      </label>
      {isSame && (
        <p className="hint hint-danger" role="alert">
          {t.settings.same}
        </p>
      )}
    </div>
  )
}

const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** All there are, also one this browser does not know. */
function timeZones(chosen: string): readonly string[] {
  return [...new Set([chosen, ownTimeZone(), ...Intl.supportedValuesOf('timeZone')])].sort()
}
