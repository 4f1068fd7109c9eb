import { useEffect, useRef, useState, type SyntheticEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import { AudienceFields } from './audience-fields'
import { broadcastKinds, emptyDraft, faultsOf, type BroadcastKind, type Draft } from './draft'
import { LineField } from './line-field'
import { NotificationPreview } from './notification-preview'
import { SendDialog } from './send-dialog'
import './broadcast-form.css'

export interface BroadcastFormProps {
  /** Devices that can be reached now. */
  readonly devices: number
  readonly onSent: () => void
}

export function BroadcastForm({ devices, onSent }: BroadcastFormProps) {
  const { t, format } = useWords()
  const [draft, setDraft] = useState(emptyDraft)
  /** How often something was missing: each time the first of it gets the focus. */
  const [told, setTold] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const [asking, setAsking] = useState(false)
  const [sent, setSent] = useState<number | null>(null)
  const faults = told > 0 ? faultsOf(draft) : []
  const change = (part: Partial<Draft>) => setDraft((last) => ({ ...last, ...part }))

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setSent(null)
    if (faultsOf(draft).length === 0) setAsking(true)
    else setTold((times) => times + 1)
  }
  useEffect(() => {
    if (told > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [told])
  const done = (total: number) => {
    setAsking(false)
    setTold(0)
    setSent(total)
    setDraft((last) => ({ ...emptyDraft, to: last.to, people: last.people, kind: last.kind }))
    onSent()
  }

  return (
    <form ref={form} className="operator-section broadcast-form" noValidate onSubmit={submit}>
      <div>
        <h1>{t.operator.title}</h1>
        <p className="hint">{t.operator.lead}</p>
      </div>
      <AudienceFields draft={draft} faults={faults} onChange={change} />
      <label className="field">
        {t.operator.kind}
        <select
          value={draft.kind}
          onChange={(event) => change({ kind: event.target.value as BroadcastKind })}
        >
          {Object.keys(broadcastKinds).map((kind) => (
            <option key={kind} value={kind}>
              {t.notifications.kinds[kind as BroadcastKind]}
            </option>
          ))}
        </select>
        <span className="hint">{t.operator.kindHints[draft.kind]}</span>
      </label>
      <LineField
        label={t.operator.heading}
        value={draft.title}
        maxLength={200}
        fault={faults.includes('missing') ? t.operator.missing : null}
        onChange={(title) => change({ title })}
      />
      <label className="field">
        {t.operator.text}
        <textarea
          value={draft.body}
          dir="auto"
          rows={3}
          maxLength={2_000}
          onChange={(event) => change({ body: event.target.value })}
        />
      </label>
      <LineField
        label={t.operator.link}
        value={draft.url}
        maxLength={2_048}
        placeholder="/"
        fault={faults.includes('linkInvalid') ? t.operator.linkInvalid : null}
        onChange={(url) => change({ url })}
      />
      <NotificationPreview draft={draft} />
      <div className="broadcast-form-end">
        <p role="status">{sent !== null && t.operator.sent(format.number(sent))}</p>
        <button type="submit" className="button button-main">
          {t.operator.send}
        </button>
      </div>
      {asking && (
        <SendDialog
          draft={draft}
          devices={devices}
          onCancel={() => setAsking(false)}
          onSent={done}
        />
      )}
    </form>
  )
}
