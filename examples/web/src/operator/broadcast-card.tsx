import type { BroadcastProgress } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { kindIcons } from '../notifications/kind-icons'
import { useNow } from '../ui/use-now'
import { countOf, settledOf, states } from './progress'
import './broadcast-card.css'

export interface BroadcastCardProps {
  readonly broadcast: BroadcastProgress
  /** People a second; null: not known, or at rest. */
  readonly rate: number | null
  readonly onCancel: () => void
}

export function BroadcastCard({ broadcast, rate, onCancel }: BroadcastCardProps) {
  const { t, format } = useWords()
  const now = useNow('minute')
  const { title, kind, state, total, created_at, done } = broadcast
  const settled = settledOf(broadcast)
  const Icon = kindIcons[kind]
  const shown = states.filter((name) => countOf(broadcast, name) > 0)
  const isMoving = state === 'running' || (!done && state !== 'cancelled')

  return (
    <li className="broadcast">
      <div className="broadcast-head">
        <Icon aria-hidden size={20} />
        <strong dir="auto">{title}</strong>
        <span className={isMoving ? 'pill pill-accent' : 'pill'}>
          {t.operator.states[isMoving ? 'running' : state]}
        </span>
      </div>
      <div
        className="broadcast-bar"
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={settled}
        aria-valuetext={t.operator.progress(format.number(settled), format.number(total))}
      >
        {shown.map((name) => (
          <span
            key={name}
            className={`bar-${name}`}
            style={{ flexGrow: countOf(broadcast, name) }}
          />
        ))}
      </div>
      <ul className="broadcast-legend">
        {shown.map((name) => (
          <li key={name}>
            <span className={`broadcast-dot bar-${name}`} aria-hidden />
            {format.number(countOf(broadcast, name))} {t.operator.byState[name]}
          </li>
        ))}
      </ul>
      <div className="broadcast-foot">
        <span>
          {t.operator.progress(format.number(settled), format.number(total))}
          {isMoving && rate !== null && rate > 0 && (
            <> · {t.operator.rate(format.number(Math.round(rate)))}</>
          )}
          {' · '}
          <time dateTime={created_at}>{format.ago(created_at, now)}</time>
        </span>
        {isMoving && (
          <button type="button" className="button button-small" onClick={onCancel}>
            {t.operator.cancel}
          </button>
        )}
      </div>
    </li>
  )
}
