import { ArrowDown } from 'lucide-react'
import { useWords } from '../i18n/language-provider'

export interface LatestPillProps {
  readonly count: number
  readonly onClick: () => void
}

/** The way back down, and how much is new there. */
export function LatestPill({ count, onClick }: LatestPillProps) {
  const { t, format } = useWords()
  return (
    <button
      type="button"
      className={count > 0 ? 'latest-pill latest-pill-new' : 'latest-pill'}
      aria-label={count > 0 ? undefined : t.chat.latest}
      onClick={onClick}
    >
      <ArrowDown aria-hidden size={16} />
      {count > 0 && t.chat.newBelow(format.number(count))}
    </button>
  )
}
