import type { MessageRow } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { messageSummary } from './message-summary'
import { nameOf } from './people'
import './reply-quote.css'

export interface ReplyQuoteProps {
  readonly id: string
  readonly seq: number | undefined
  /** The source, while it is in the part of the history that is shown. */
  readonly quoted: MessageRow | undefined
}

/** What a message answers; leads there. */
export function ReplyQuote({ id, seq, quoted }: ReplyQuoteProps) {
  const { members, jumpTo } = useChatView()
  const { t } = useWords()
  const name =
    quoted === undefined
      ? t.chat.someone
      : quoted.mine
        ? t.chat.you
        : nameOf(quoted.message.sender_id, members, t)
  return (
    <button
      type="button"
      className="reply-quote"
      title={t.message.quoted(name)}
      onClick={() => jumpTo({ id, seq: seq ?? quoted?.message.seq ?? undefined })}
    >
      {quoted !== undefined && <strong dir="auto">{name}</strong>}
      <span dir="auto">
        {quoted === undefined ? t.message.quotedAway : messageSummary(quoted.message, members, t)}
      </span>
    </button>
  )
}
