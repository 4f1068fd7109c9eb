import type { MessageRow } from '@otsy/client-sdk'
import { Check, CheckCheck, CircleAlert, Clock, type LucideIcon } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import type { Dictionary } from '../i18n/en'
import type { Place } from './timeline'

export interface BubbleMetaProps {
  readonly row: MessageRow
  readonly place: Place
}

/** When it was said, whether it was changed, and how far one's own has got. */
export function BubbleMeta({ row, place }: BubbleMetaProps) {
  const { t, format } = useWords()
  const { message } = row
  const ends = place === 'last' || place === 'only'
  const edited = message.edited_at !== undefined && message.deleted_at === undefined
  const ticked = row.mine && message.deleted_at === undefined && (ends || row.delivery !== 'sent')
  if (!ends && !edited && !ticked) return null
  return (
    <span className="bubble-meta">
      {edited && <span>{t.message.edited}</span>}
      <span className="bubble-meta-line">
        {ends && <time dateTime={message.created_at}>{format.time(message.created_at)}</time>}
        {ticked && <Tick {...tickOf(row, t)} />}
      </span>
    </span>
  )
}

interface TickProps {
  readonly icon: LucideIcon
  readonly label: string
  readonly state: 'waiting' | 'sent' | 'read' | 'failed'
}

function Tick({ icon: Icon, label, state }: TickProps) {
  return (
    <span className={`tick tick-${state}`} role="img" aria-label={label} title={label}>
      <Icon aria-hidden size={15} />
    </span>
  )
}

function tickOf(row: MessageRow, t: Dictionary): TickProps {
  switch (row.delivery) {
    case 'queued':
      return { icon: Clock, label: t.message.queued, state: 'waiting' }
    case 'sending':
      return { icon: Clock, label: t.message.sending, state: 'waiting' }
    case 'failed':
      return { icon: CircleAlert, label: t.message.failed, state: 'failed' }
    case 'sent':
      return row.readBy.length > 0
        ? { icon: CheckCheck, label: t.message.read, state: 'read' }
        : { icon: Check, label: t.message.sent, state: 'sent' }
  }
}
