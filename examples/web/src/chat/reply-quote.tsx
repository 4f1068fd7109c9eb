import type { MessageRow } from '@otsy/client-sdk'
import { useMe } from '@otsy/client-sdk/react'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { messageSummary } from './message-summary'
import { nameOf } from './people'
import { useQuoted } from './use-quoted'
import './reply-quote.css'

export interface ReplyQuoteProps {
  readonly chatId: string
  readonly id: string
  readonly seq: number | undefined
  /** The source, while it is in the part of the history that is shown. */
  readonly quoted: MessageRow | undefined
}

/** What a message answers; leads there. */
export function ReplyQuote({ chatId, id, seq, quoted }: ReplyQuoteProps) {
  const { members, jumpTo } = useChatView()
  const { t } = useWords()
  const me = useMe()
  const away = useQuoted({ chatId, id, seq }, quoted !== undefined)
  const source = quoted?.message ?? away
  const isMine = source !== null && source.sender_id === me?.userId
  const name =
    source === null ? t.chat.someone : isMine ? t.chat.you : nameOf(source.sender_id, members, t)
  return (
    <button
      type="button"
      className="reply-quote"
      title={t.message.quoted(name)}
      onClick={() => jumpTo({ id, seq: seq ?? source?.seq ?? undefined })}
    >
      {source !== null && <strong dir="auto">{name}</strong>}
      <span dir="auto">
        {source === null ? t.message.quotedAway : messageSummary(source, members, t)}
      </span>
    </button>
  )
}
