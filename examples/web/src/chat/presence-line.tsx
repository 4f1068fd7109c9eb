import type { Presence } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { useNow } from '../ui/use-now'

/** Whether somebody is there, and when they last were. Nothing until it is known. */
export function PresenceLine({ presence }: { readonly presence: Presence | undefined }) {
  const { t, format } = useWords()
  const now = useNow('minute')
  if (presence === undefined) return null
  switch (presence.status) {
    case 'online':
      return <span className="presence presence-online">{t.presence.online}</span>
    case 'away':
      return <span className="presence">{t.presence.away}</span>
    case 'offline':
      return (
        <span className="presence">
          {presence.last_seen === null
            ? t.presence.offline
            : t.presence.lastSeen(format.ago(presence.last_seen, now))}
        </span>
      )
  }
}
