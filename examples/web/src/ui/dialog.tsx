import { X } from 'lucide-react'
import { useCallback, useId, type ReactNode } from 'react'
import { useWords } from '../i18n/language-provider'
import './dialog.css'
import { IconButton } from './icon-button'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A modal of the platform: it keeps the focus inside and gives it back, Escape closes it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const { t } = useWords()
  const titleId = useId()
  const open = useCallback((dialog: HTMLDialogElement | null) => {
    if (dialog !== null && !dialog.open) dialog.showModal()
  }, [])
  return (
    <dialog
      ref={open}
      className="dialog"
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close()
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={X} label={t.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  )
}
