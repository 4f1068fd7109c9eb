import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import { BroadcastCard } from './broadcast-card'
import type { BroadcastDesk } from './use-broadcasts'

/** The broadcasts, the newest first, those under way as they go out. */
export function BroadcastList({ desk }: { readonly desk: BroadcastDesk }) {
  const { t } = useWords()
  const [problem, setProblem] = useState<string | null>(null)
  const { broadcasts, rates, fault, cancel } = desk
  const said = problem ?? (fault === null ? null : `${t.operator.loadFailed} ${reasonOf(fault, t)}`)
  return (
    <section className="operator-section" aria-labelledby="operator-broadcasts">
      <div>
        <h2 id="operator-broadcasts">{t.operator.broadcasts}</h2>
        <div role="alert">{said !== null && <p className="hint hint-danger">{said}</p>}</div>
      </div>
      {broadcasts.length === 0 && <p className="hint">{t.operator.none}</p>}
      <ul className="broadcast-list">
        {broadcasts.map((broadcast) => (
          <BroadcastCard
            key={broadcast.id}
            broadcast={broadcast}
            rate={rates[broadcast.id] ?? null}
            onCancel={() => {
              setProblem(null)
              cancel(broadcast.id).catch((error: unknown) => setProblem(reasonOf(error, t)))
            }}
          />
        ))}
      </ul>
    </section>
  )
}
