import { MessageCircleOff } from 'lucide-react'
import { useWords } from '../i18n/language-provider'

export interface RoomNoteProps {
  readonly gone: boolean
  readonly onBack: (() => void) | null
}

/** Stands in for a chat that can't be shown. */
export function RoomNote({ gone, onBack }: RoomNoteProps) {
  const { t } = useWords()
  return (
    <section className="note">
      <MessageCircleOff aria-hidden size={40} strokeWidth={1.5} />
      <p>{gone ? t.chat.gone : t.chat.failed}</p>
      {onBack !== null && (
        <button type="button" className="button" onClick={onBack}>
          {t.chat.back}
        </button>
      )}
    </section>
  )
}
