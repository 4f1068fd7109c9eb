import type { MessageRow } from '@otsy/client-sdk'
import { memo } from 'react'
import { useWords } from '../i18n/language-provider'
import { useNow } from '../ui/use-now'
import { BubbleRow } from './bubble-row'
import { ReceiptCard } from './receipt-card'
import { SystemNote } from './system-note'
import type { TimelineItem } from './timeline'
import { UpdateCard } from './update-card'

export interface LogLineProps {
  readonly item: TimelineItem
  readonly quoted: MessageRow | undefined
  readonly flashing: boolean
  readonly onFaded: () => void
  readonly tabStop: boolean
}

/** One line of the log, whatever it is. */
export const LogLine = memo(function LogLine({ item, ...rest }: LogLineProps) {
  switch (item.kind) {
    case 'day':
      return <DaySeparator at={item.at} />
    case 'bubble':
      return <BubbleRow row={item.row} place={item.place} {...rest} />
    case 'system':
      return <SystemNote row={item.row} />
    case 'update':
      return <UpdateCard row={item.row} />
    case 'receipt':
      return <ReceiptCard row={item.row} />
  }
}, sameLine)

/** Items are made anew with each change of the log; the rows in them are not. */
function sameLine(one: LogLineProps, next: LogLineProps): boolean {
  return (
    sameItem(one.item, next.item) &&
    one.quoted === next.quoted &&
    one.flashing === next.flashing &&
    one.onFaded === next.onFaded &&
    one.tabStop === next.tabStop
  )
}

function sameItem(one: TimelineItem, next: TimelineItem): boolean {
  if (one.kind === 'day' || next.kind === 'day') {
    return one.kind === 'day' && next.kind === 'day' && one.at === next.at
  }
  if (one.kind !== next.kind || one.row !== next.row) return false
  return one.kind !== 'bubble' || next.kind !== 'bubble' || one.place === next.place
}

function DaySeparator({ at }: { readonly at: string }) {
  const { format } = useWords()
  const now = useNow('minute')
  return (
    <div className="log-day" role="separator">
      <time dateTime={at}>{format.day(at, now)}</time>
    </div>
  )
}
