import { useTyping, useUnread, type MessagesResult } from '@otsy/client-sdk/react'
import { LoaderCircle } from 'lucide-react'
import { useLayoutEffect, useMemo, useSyncExternalStore, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import { usePageVisible } from '../ui/use-page-visible'
import { LatestPill } from './latest-pill'
import { LogLine } from './log-line'
import { timelineOf } from './timeline'
import { TypingBubble } from './typing-bubble'
import type { Jump } from './use-jump'
import { useMarkRead } from './use-mark-read'
import { useMoreHistory } from './use-more-history'
import { useNewBelow } from './use-new-below'
import './message-log.css'

export interface MessageLogProps {
  readonly chatId: string
  readonly messages: MessagesResult
  readonly jump: Jump
  readonly otherName: string
  readonly online: boolean
}

/** The lines of the chat. Follows the end while that is in view, else stays where the reader is. */
export function MessageLog({ chatId, messages, jump, otherName, online }: MessageLogProps) {
  const { t } = useWords()
  const { rows, state, hasOlder, hasNewer, loading } = messages
  const { attach, settle, subscribe, get } = jump.keeper
  const scroll = useSyncExternalStore(subscribe, get)
  const { people } = useTyping(chatId)
  const unread = useUnread(chatId)
  const visible = usePageVisible()
  const items = useMemo(() => timelineOf(rows), [rows])
  const lastBubble = items.findLastIndex((item) => item.kind === 'bubble')
  const rowsById = useMemo(() => new Map(rows.map((row) => [row.message.id, row])), [rows])

  const starting = state.status === 'idle' || state.status === 'loading'
  const atEnd = scroll.atBottom && !hasNewer
  const typing = !hasNewer && people.length > 0
  const newBelow = useNewBelow(rows, atEnd)
  useMoreHistory(messages, { ...scroll, online })
  useMarkRead(messages, { unread, active: atEnd && visible && online })

  useLayoutEffect(() => settle(), [settle, items, typing])

  return (
    <div className="message-log-frame">
      <div
        ref={attach}
        className="message-log"
        role="log"
        aria-label={t.chat.log(otherName)}
        aria-live="polite"
        aria-relevant="additions"
        aria-busy={loading || starting}
        onKeyDown={moveByArrows}
      >
        <div className="message-log-lines">
          <LogStart
            loading={starting && rows.length === 0}
            hasOlder={hasOlder}
            empty={rows.length === 0 && state.status === 'ready'}
          />
          {items.map((item, index) => (
            <LogLine
              key={item.key}
              item={item}
              quoted={
                item.kind === 'bubble' ? rowsById.get(item.row.message.reply_to ?? '') : undefined
              }
              flashing={item.key === jump.flashing}
              onFaded={jump.faded}
              tabStop={index === lastBubble}
            />
          ))}
          {typing && <TypingBubble people={people} />}
        </div>
      </div>
      {!atEnd && rows.length > 0 && (
        <LatestPill count={hasNewer ? unread : newBelow} onClick={jump.toLatest} />
      )}
    </div>
  )
}

interface LogStartProps {
  readonly loading: boolean
  readonly hasOlder: boolean
  readonly empty: boolean
}

/** What stands above the first line. Of one height, so that nothing moves when it changes. */
function LogStart({ loading, hasOlder, empty }: LogStartProps) {
  const { t } = useWords()
  if (loading || hasOlder) {
    return (
      <p className="log-start">
        <LoaderCircle aria-hidden size={18} className="spinner" />
        <span className="visually-hidden">{loading ? t.chat.loading : t.chat.loadingOlder}</span>
      </p>
    )
  }
  return <p className="log-start">{empty ? t.chat.empty : t.chat.beginning}</p>
}

/** The whole log is one stop of the Tab key; the arrows go from message to message. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  const from = event.target instanceof HTMLElement ? event.target.closest('[data-bubble]') : null
  const stops = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('[data-bubble]'))
  if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault()
    stops.at(event.key === 'Home' ? 0 : -1)?.focus()
    return
  }
  if (step === undefined || from === null) return
  event.preventDefault()
  stops[stops.indexOf(from as HTMLElement) + step]?.focus()
}
