import { ImageIcon, X } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { IconButton } from '../ui/icon-button'

export type Offer = { readonly kind: 'address'; readonly url: string } | { readonly kind: 'file' }

export interface PictureOfferProps {
  readonly offer: Offer | null
  readonly onAccept: () => void
  readonly onClose: () => void
}

/** Something pasted may be meant as a picture; nothing happens to it unless that is said. */
export function PictureOffer({ offer, onAccept, onClose }: PictureOfferProps) {
  const { t } = useWords()
  return (
    <div role="status">
      {offer !== null && (
        <div className="composer-context">
          <ImageIcon aria-hidden size={18} />
          <p>{offer.kind === 'address' ? t.composer.pictureOffer : t.composer.pictureFile}</p>
          <button type="button" className="button button-small" onClick={onAccept}>
            {offer.kind === 'address' ? t.composer.pictureAccept : t.composer.picture}
          </button>
          <IconButton icon={X} label={t.close} onClick={onClose} />
        </div>
      )}
    </div>
  )
}
