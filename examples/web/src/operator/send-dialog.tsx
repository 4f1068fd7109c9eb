import { useOtsy } from '@otsy/client-sdk/react'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import { Dialog } from '../ui/dialog'
import { broadcastKinds, namedIn, type Draft } from './draft'
import { NotificationPreview } from './notification-preview'

export interface SendDialogProps {
  readonly draft: Draft
  readonly devices: number
  readonly onCancel: () => void
  /** With the number of people. */
  readonly onSent: (total: number) => void
}

/** Says to how many it goes before it goes. */
export function SendDialog({ draft, devices, onCancel, onSent }: SendDialogProps) {
  const { admin } = useOtsy().notifications
  const { t, format } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  // The same for each try from this dialog, so that an answer that got lost sends nothing twice.
  const [dedupe_key] = useState(() => crypto.randomUUID())
  const people = draft.to === 'named' ? namedIn(draft.people) : null

  const send = () => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    const { kind, title, body, url } = draft
    const notification = {
      ...{ kind, title: title.trim(), body: body.trim(), icon: broadcastKinds[kind], dedupe_key },
      ...(url.trim() !== '' && { url: url.trim() }),
    }
    const to = people === null ? { all: true as const } : { user_ids: [...people] }
    admin.broadcasts
      .create({ ...to, notification })
      .then(({ total }) => onSent(total))
      .catch((error: unknown) => setProblem(reasonOf(error, t)))
      .finally(() => setBusy(false))
  }

  const count = format.number(people?.length ?? 0)
  return (
    <Dialog title={t.operator.confirmTitle} onClose={onCancel}>
      <NotificationPreview draft={draft} />
      <p className="send-count">
        {people === null
          ? t.operator.confirmAll(format.number(devices))
          : t.operator.confirmNamed(count)}
      </p>
      {problem !== null && (
        <p className="hint hint-danger" role="alert">
          {problem}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onCancel}>
          {t.composer.cancel}
        </button>
        <button type="button" className="button button-main" aria-disabled={busy} onClick={send}>
          {people === null ? t.operator.confirmEveryone : t.operator.confirm(count)}
        </button>
      </div>
    </Dialog>
  )
}
