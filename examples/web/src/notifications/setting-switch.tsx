export interface SettingSwitchProps {
  readonly title: string
  readonly hint: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

export function SettingSwitch({ title, hint, on, onChange }: SettingSwitchProps) {
  return (
    <label className="setting-switch">
      <span className="setting-text">
        <span>{title}</span>
        <span className="hint">{hint}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  )
}
