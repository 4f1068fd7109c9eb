import { CircleAlert, X } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { IconButton } from '../ui/icon-button'

export interface ProblemNoteProps {
  readonly text: string | null
  readonly onClose: () => void
}

/** Something that was asked for did not happen. Stays until it is put away. */
export function ProblemNote({ text, onClose }: ProblemNoteProps) {
  const { t } = useWords()
  return (
    <div role="alert">
      {text !== null && (
        <div className="problem-note">
          <CircleAlert aria-hidden size={18} />
          <span>{text}</span>
          <IconButton icon={X} label={t.close} onClick={onClose} />
        </div>
      )}
    </div>
  )
}
