import type { MessageRow } from '@otsy/client-sdk'
import { EllipsisVertical } from 'lucide-react'
import { useRef, type KeyboardEvent, type MouseEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import { BubbleContent } from './bubble-content'
import { BubbleMeta } from './bubble-meta'
import { useChatView } from './chat-view'
import { FailedNote } from './failed-note'
import { messageSummary } from './message-summary'
import { nameOf } from './people'
import { ReactionChips } from './reaction-chips'
import type { Place } from './timeline'
import './bubble.css'

export interface BubbleRowProps {
  readonly row: MessageRow
  readonly place: Place
  readonly quoted: MessageRow | undefined
  readonly flashing: boolean
  readonly onFaded: () => void
  readonly tabStop: boolean
}

/** A message of a person, its state beside it and what others made of it beneath. */
export function BubbleRow({ row, place, quoted, flashing, onFaded, tabStop }: BubbleRowProps) {
  const view = useChatView()
  const { t, format } = useWords()
  const bubble = useRef<HTMLDivElement>(null)
  const { message, mine } = row
  const side = mine ? 'own' : 'other'
  const sender = mine ? t.chat.you : nameOf(message.sender_id, view.members, t)
  const amendable = row.delivery === 'sent' && message.deleted_at === undefined
  const named = !mine && view.members.length > 2 && (place === 'first' || place === 'only')

  const openMenu = () => {
    if (amendable && bubble.current !== null) view.openMenu(row, bubble.current)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    openMenu()
  }
  // A finger has no hover to bring the options up with: a tap on the bubble does.
  const onClick = (event: MouseEvent) => {
    const onControl = event.target instanceof Element && event.target.closest('a, button') !== null
    if (!onControl && matchMedia('(hover: none)').matches) openMenu()
  }

  return (
    <div
      className={`log-row log-row-${side} log-row-${place} ${flashing ? 'log-row-flash' : ''}`}
      data-key={row.key}
      data-delivery={row.delivery}
      onAnimationEnd={(event) => {
        if (event.animationName === 'flash') onFaded()
      }}
    >
      {named && (
        <span className="bubble-sender" dir="auto">
          {sender}
        </span>
      )}
      <div className="bubble-line">
        <div
          ref={bubble}
          className={`bubble bubble-${side} ${message.deleted_at === undefined ? '' : 'bubble-gone'}`}
          role="article"
          data-bubble
          tabIndex={tabStop ? 0 : -1}
          aria-label={`${sender}, ${format.time(message.created_at)}: ${messageSummary(message, view.members, t)}`}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          <BubbleContent message={message} quoted={quoted} />
        </div>
        <BubbleMeta row={row} place={place} />
        {amendable && (
          <button
            type="button"
            className="bubble-options"
            tabIndex={-1}
            aria-label={t.message.options(sender)}
            onClick={openMenu}
          >
            <EllipsisVertical aria-hidden size={18} />
          </button>
        )}
      </div>
      {row.delivery === 'sent' && <ReactionChips message={row.message} />}
      {row.delivery === 'failed' && <FailedNote row={row} />}
    </div>
  )
}
