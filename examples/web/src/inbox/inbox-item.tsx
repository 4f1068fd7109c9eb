import type { InboxChat, Member } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { orderNumber } from '../chat/order'
import { messageSummary } from '../chat/message-summary'
import { Avatar } from '../ui/avatar'
import { useNow } from '../ui/use-now'

export interface InboxItemProps {
  readonly chat: InboxChat
  readonly other: Member | null
  readonly online: boolean
  readonly myId: string | null
  readonly open: boolean
  readonly onOpen: (chatId: string) => void
}

export function InboxItem({ chat, other, online, myId, open, onOpen }: InboxItemProps) {
  const { t, format } = useWords()
  const now = useNow('minute')
  const name = other?.name ?? t.chat.someone
  const last = chat.last_message
  const unread = chat.unread_count
  const summary = last === null ? t.inbox.none : messageSummary(last, chat.members, t)
  const mine = last !== null && last.sender_id !== null && last.sender_id === myId

  return (
    <li>
      <button
        type="button"
        className={`inbox-item ${unread > 0 ? 'inbox-item-unread' : ''}`}
        aria-current={open ? 'true' : undefined}
        onClick={() => onOpen(chat.id)}
      >
        <Avatar name={name} url={other?.avatar_url} online={online} />
        <span className="inbox-item-text">
          <span className="inbox-item-line">
            <span className="inbox-item-name" dir="auto">
              {name}
            </span>
            {last !== null && (
              <time className="inbox-item-time" dateTime={last.created_at}>
                {format.timeOrDay(last.created_at, now)}
              </time>
            )}
          </span>
          <span className="inbox-item-order">{t.inbox.order(orderNumber(chat.order_id))}</span>
          <span className="inbox-item-line">
            <span className="inbox-item-last" dir="auto">
              {mine ? t.inbox.you(summary) : summary}
            </span>
            {unread > 0 && (
              <span className="inbox-badge">
                <span aria-hidden>{unread > 99 ? '99+' : format.number(unread)}</span>
                <span className="visually-hidden">{t.inbox.unread(format.number(unread))}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}
