import type { FailedRow } from '@otsy/client-sdk'
import { RotateCw, Trash2 } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import { useChatView } from './chat-view'
import './failed-note.css'

/** Why a message was not sent, and what can be done. */
export function FailedNote({ row }: { readonly row: FailedRow }) {
  const { retry, discard } = useChatView()
  const { t } = useWords()
  return (
    <div className="failed-note">
      <p>
        {t.message.failed}: {reasonOf(row.error, t)}
      </p>
      <button type="button" onClick={() => retry(row.key)}>
        <RotateCw aria-hidden size={14} />
        {t.message.retry}
      </button>
      <button type="button" onClick={() => discard(row.key)}>
        <Trash2 aria-hidden size={14} />
        {t.message.discard}
      </button>
    </div>
  )
}
