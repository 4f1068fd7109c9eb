import { Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { demoPeople, type DemoPerson } from '../session/demo-api'
import { crowd, MOST_NAMED, namedIn, type Draft, type DraftFault } from './draft'

const CROWD = 5_000

export interface AudienceFieldsProps {
  readonly draft: Draft
  readonly faults: readonly DraftFault[]
  readonly onChange: (part: Partial<Draft>) => void
}

/** Everyone, or those who are named. */
export function AudienceFields({ draft, faults, onChange }: AudienceFieldsProps) {
  const { t, format } = useWords()
  const { to, people } = draft
  const known = useDemoPeople()
  const add = (ids: readonly string[]) =>
    onChange({ people: [...new Set([...namedIn(people), ...ids])].join('\n') })
  const isWrong = faults.includes('missingPeople') || faults.includes('tooMany')

  return (
    <fieldset className="audience">
      <legend>{t.operator.to}</legend>
      <div className="audience-ways">
        {(['all', 'named'] as const).map((way) => (
          <label key={way}>
            <input
              type="radio"
              name="to"
              checked={to === way}
              onChange={() => onChange({ to: way })}
            />
            {t.operator[way]}
          </label>
        ))}
      </div>
      {to === 'named' && (
        <>
          <label className="field">
            {t.operator.people}
            <textarea
              value={people}
              rows={4}
              spellCheck={false}
              autoCapitalize="off"
              aria-invalid={isWrong}
              onChange={(event) => onChange({ people: event.target.value })}
            />
            <span className="hint">{t.operator.peopleHint}</span>
          </label>
          <div className="audience-chips" role="group" aria-label={t.operator.add}>
            {known.map(({ id, name }) => (
              <Chip key={id} label={name} onAdd={() => add([id])} />
            ))}
            <Chip label={t.operator.crowd(format.number(CROWD))} onAdd={() => add(crowd(CROWD))} />
          </div>
          <p className="hint">{t.operator.crowdHint}</p>
          {isWrong && (
            <p className="hint hint-danger" role="alert">
              {faults.includes('tooMany')
                ? t.operator.tooMany(format.number(MOST_NAMED))
                : t.operator.missingPeople}
            </p>
          )}
        </>
      )}
    </fieldset>
  )
}

function Chip({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) {
  return (
    <button type="button" className="button button-small" onClick={onAdd}>
      <Plus aria-hidden size={14} />
      {label}
    </button>
  )
}

function useDemoPeople(): readonly DemoPerson[] {
  const [people, setPeople] = useState<readonly DemoPerson[]>([])
  useEffect(() => {
    // Without them the ids can still be typed.
    demoPeople().then(setPeople, () => undefined)
  }, [])
  return people
}
