import { useState, type SyntheticEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import { NotificationSteps } from '../notifications/notification-steps'

/** Looks up what became of anyone's notification. */
export function OperatorExplain() {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setAsked(typed.trim() === '' ? null : typed.trim())
  }
  return (
    <section className="operator-section" aria-labelledby="operator-explain">
      <h2 id="operator-explain">{t.operator.explainTitle}</h2>
      <form className="operator-explain" onSubmit={submit}>
        <label className="field">
          {t.operator.explainNumber}
          <input
            value={typed}
            spellCheck={false}
            maxLength={128}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <button type="submit" className="button">
          {t.operator.explainGo}
        </button>
      </form>
      <p className="hint">{t.operator.explainHint}</p>
      {asked !== null && <NotificationSteps key={asked} id={asked} />}
    </section>
  )
}
