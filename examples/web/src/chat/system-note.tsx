import type { MessageRow } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { messageSummary } from './message-summary'

export function SystemNote({ row }: { readonly row: MessageRow }) {
  const { members } = useChatView()
  const { t } = useWords()
  return (
    <div className="log-note" data-key={row.key}>
      <p dir="auto">{messageSummary(row.message, members, t)}</p>
    </div>
  )
}
