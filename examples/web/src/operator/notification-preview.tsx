import { useWords } from '../i18n/language-provider'
import { broadcastKinds, type Draft } from './draft'

/** About as a phone or a desktop shows it. */
export function NotificationPreview({ draft }: { readonly draft: Draft }) {
  const { t } = useWords()
  const { kind, title, body } = draft
  return (
    <figure className="preview">
      <figcaption>{t.operator.preview}</figcaption>
      <div className="preview-card">
        <img src={broadcastKinds[kind]} alt="" width={40} height={40} />
        <div>
          <p className="preview-app">Otsy · {t.operator.previewNow}</p>
          <p className="preview-title" dir="auto">
            {title.trim() || t.operator.previewTitle}
          </p>
          <p className="preview-text" dir="auto">
            {body.trim() || t.operator.previewText}
          </p>
        </div>
      </div>
    </figure>
  )
}
