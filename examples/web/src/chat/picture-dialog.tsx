import { useState, type FormEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import { Dialog } from '../ui/dialog'

/** A picture message as the server takes it. */
export interface Picture {
  readonly attachment_url: string
  readonly content: string
  readonly attachment_width?: number
  readonly attachment_height?: number
}

export interface PictureDialogProps {
  readonly startUrl: string
  readonly onCancel: () => void
  readonly onSend: (picture: Picture) => void
}

type Preview =
  | { readonly kind: 'loading' | 'broken' }
  | { readonly kind: 'there'; readonly width: number; readonly height: number }

/** Asks for the address of a picture, looks at it, and learns its sides so that its room can be kept. */
export function PictureDialog({ startUrl, onCancel, onSend }: PictureDialogProps) {
  const { t } = useWords()
  const [url, setUrl] = useState(startUrl)
  const [caption, setCaption] = useState('')
  const [preview, setPreview] = useState<Preview>({ kind: 'loading' })
  const [told, setTold] = useState(false)
  const address = httpsAddress(url)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (address === null) return setTold(true)
    const size =
      preview.kind === 'there'
        ? { attachment_width: preview.width, attachment_height: preview.height }
        : {}
    onSend({ attachment_url: address, content: caption.trim(), ...size })
  }

  return (
    <Dialog title={t.picture.title} onClose={onCancel}>
      <form className="picture-form" noValidate onSubmit={submit}>
        <label className="field">
          {t.picture.address}
          <input
            type="url"
            inputMode="url"
            autoFocus
            value={url}
            placeholder="https://"
            aria-invalid={told && address === null}
            onChange={(event) => {
              setUrl(event.target.value)
              setPreview({ kind: 'loading' })
            }}
          />
        </label>
        {told && address === null && (
          <p className="hint hint-danger" role="alert">
            {t.picture.invalid}
          </p>
        )}
        {address !== null && preview.kind !== 'broken' && (
          <img
            key={address}
            className="picture-preview"
            src={address}
            alt={t.picture.preview}
            referrerPolicy="no-referrer"
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setPreview({ kind: 'there', width: naturalWidth, height: naturalHeight })
            }
            onError={() => setPreview({ kind: 'broken' })}
          />
        )}
        {address !== null && preview.kind === 'broken' && (
          <p className="hint" role="status">
            {t.picture.broken}
          </p>
        )}
        <label className="field">
          {t.picture.caption}
          <input value={caption} dir="auto" onChange={(event) => setCaption(event.target.value)} />
        </label>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onCancel}>
            {t.composer.cancel}
          </button>
          <button type="submit" className="button button-main">
            {t.picture.send}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function httpsAddress(text: string): string | null {
  const trimmed = text.trim()
  if (!URL.canParse(trimmed)) return null
  const { protocol, hostname, href } = new URL(trimmed)
  return protocol === 'https:' && hostname.includes('.') ? href : null
}
