import { useMe, usePresence, type InboxResult } from '@otsy/client-sdk/react'
import { PackageOpen } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { useArrivalFocus } from '../ui/use-arrival-focus'
import { InboxItem } from './inbox-item'
import { otherMember } from './other-member'
import './inbox.css'

export interface InboxProps {
  readonly inbox: InboxResult
  readonly openId: string | null
  readonly onOpen: (chatId: string) => void
}

/** The orders, the one with the newest message first. */
export function Inbox({ inbox, openId, onOpen }: InboxProps) {
  const { t } = useWords()
  const me = useMe()
  const nav = useArrivalFocus()
  const { chats, status } = inbox
  const others = chats.flatMap((chat) => otherMember(chat.members, me?.userId)?.user_id ?? [])
  const presence = usePresence(others)

  return (
    <nav
      ref={nav}
      tabIndex={-1}
      className="inbox"
      aria-label={t.inbox.title}
      aria-busy={status === 'loading'}
    >
      <h1 className="inbox-title">{t.inbox.title}</h1>
      {status === 'loading' && chats.length === 0 && <InboxSkeleton />}
      {status === 'error' && (
        <div className="inbox-note">
          <p>{t.inbox.error}</p>
          <button type="button" className="button" onClick={() => void inbox.reload()}>
            {t.message.retry}
          </button>
        </div>
      )}
      {status === 'ready' && chats.length === 0 && (
        <div className="inbox-note">
          <PackageOpen aria-hidden size={36} strokeWidth={1.5} />
          <p>
            <strong>{t.inbox.empty}</strong>
            <br />
            {t.inbox.emptyHint}
          </p>
        </div>
      )}
      <ul className="inbox-list">
        {chats.map((chat) => {
          const other = otherMember(chat.members, me?.userId)
          return (
            <InboxItem
              key={chat.id}
              chat={chat}
              other={other}
              online={other !== null && presence[other.user_id]?.status === 'online'}
              myId={me?.userId ?? null}
              open={chat.id === openId}
              onOpen={onOpen}
            />
          )
        })}
      </ul>
      {inbox.hasMore && (
        <button type="button" className="button inbox-more" onClick={() => void inbox.loadMore()}>
          {t.inbox.more}
        </button>
      )}
    </nav>
  )
}

function InboxSkeleton() {
  return (
    <div aria-hidden className="inbox-skeleton">
      <span />
      <span />
      <span />
    </div>
  )
}
