import type { MessageRow } from '@otsy/client-sdk'
import { Ban } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { linkify } from './linkify'
import { MessagePicture } from './message-picture'
import { ReplyQuote } from './reply-quote'

export interface BubbleContentProps {
  readonly message: MessageRow['message']
  readonly quoted: MessageRow | undefined
}

export function BubbleContent({ message, quoted }: BubbleContentProps) {
  const { t } = useWords()
  if (message.deleted_at !== undefined) {
    return (
      <span className="bubble-tombstone">
        <Ban aria-hidden size={14} />
        {t.message.deleted}
      </span>
    )
  }
  return (
    <>
      {message.reply_to !== undefined && (
        <ReplyQuote
          chatId={message.chat_id}
          id={message.reply_to}
          seq={message.reply_to_seq}
          quoted={quoted}
        />
      )}
      {message.attachment_url !== undefined && (
        <MessagePicture
          url={message.attachment_url}
          alt={message.content}
          width={message.attachment_width}
          height={message.attachment_height}
        />
      )}
      {message.content !== '' && (
        <div className="bubble-text" dir="auto">
          {linkify(message.content).map(({ text, href }, index) =>
            href === null ? (
              text
            ) : (
              <a key={index} href={href} target="_blank" rel="noopener noreferrer">
                {text}
              </a>
            ),
          )}
        </div>
      )}
    </>
  )
}
