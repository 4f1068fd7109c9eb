import { useId } from 'react'

export interface LineFieldProps {
  readonly label: string
  readonly value: string
  readonly maxLength: number
  readonly placeholder?: string
  /** What is wrong with it; null: nothing. */
  readonly fault: string | null
  readonly onChange: (value: string) => void
}

/** One line of text, and below it what is wrong with it. */
export function LineField({ label, fault, onChange, ...input }: LineFieldProps) {
  const id = useId()
  return (
    <div className="field-row">
      <label className="field">
        {label}
        <input
          {...input}
          dir="auto"
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : id}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {fault !== null && (
        <p id={id} className="hint hint-danger" role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
