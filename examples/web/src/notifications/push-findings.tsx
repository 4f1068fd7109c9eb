import type { PushFinding, PushFindingCode } from '@otsy/client-sdk'
import { CircleCheck } from 'lucide-react'
import type { Dictionary } from '../i18n/en'
import { useWords } from '../i18n/language-provider'

/** What somebody chose is told, but stands in nobody's way. */
const chosen: readonly PushFindingCode[] = ['preference_off', 'quiet_hours']

/** All that keeps notifications from showing, the first to mend first. */
export function PushFindings({ found }: { readonly found: readonly PushFinding[] }) {
  const { t } = useWords()
  const isFine = found.every(({ code }) => chosen.includes(code))
  return (
    <div className="push-findings" role="status">
      {isFine ? (
        <p className="push-fine">
          <CircleCheck aria-hidden size={18} />
          {t.push.fine}
        </p>
      ) : (
        <strong>{t.push.found}</strong>
      )}
      <ul>
        {found.map((finding, index) => (
          <li key={index}>
            <PushFix code={finding.code} what={specific(finding, t)} />
          </li>
        ))}
      </ul>
    </div>
  )
}

export interface PushFixProps {
  readonly code: PushFindingCode
  /** In place of what is said of every finding of its kind. */
  readonly what?: string | null
}

/** One thing that is wrong, and what to do about it. */
export function PushFix({ code, what = null }: PushFixProps) {
  const { t } = useWords()
  const [standard, todo] = t.push.findings[code]
  return (
    <p className="push-fix">
      <span>{what ?? standard}</span>
      <span className="hint">{todo}</span>
    </p>
  )
}

function specific(finding: PushFinding, t: Dictionary): string | null {
  switch (finding.code) {
    case 'preference_off':
      return t.push.preference(t.settings.preferences[finding.preference].title)
    case 'quiet_hours':
      return t.push.quietUntil(finding.to)
    default:
      return null
  }
}
