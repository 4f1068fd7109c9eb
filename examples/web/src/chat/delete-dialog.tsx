import { useWords } from '../i18n/language-provider'
import { Dialog } from '../ui/dialog'

export interface DeleteDialogProps {
  readonly onCancel: () => void
  readonly onConfirm: () => void
}

export function DeleteDialog({ onCancel, onConfirm }: DeleteDialogProps) {
  const { t } = useWords()
  return (
    <Dialog title={t.message.deleteTitle} onClose={onCancel}>
      <p className="hint">{t.message.deleteBody}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onCancel}>
          {t.composer.cancel}
        </button>
        <button type="button" className="button button-danger" onClick={onConfirm}>
          {t.message.delete}
        </button>
      </div>
    </Dialog>
  )
}
