import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import './message-picture.css'

/** Pixels a picture takes at most; without known sides it gets a box of its own. */
const MOST = { width: 280, height: 320 }
const UNKNOWN = { width: 280, height: 210 }
/** Room for a finger, and for the words where it can't be shown. */
const LEAST = { width: 120, height: 96 }

export interface MessagePictureProps {
  readonly url: string
  readonly alt: string
  readonly width: number | undefined
  readonly height: number | undefined
}

/** A picture by its address. Its room is taken before it comes, so nothing jumps when it does. */
export function MessagePicture({ url, alt, width, height }: MessagePictureProps) {
  const { t } = useWords()
  const [broken, setBroken] = useState(false)
  const size = roomFor(width, height)
  const style = { inlineSize: size.width, aspectRatio: `${size.width} / ${size.height}` }
  if (broken) {
    return (
      <span className="picture picture-broken" style={style}>
        <ImageOff aria-hidden size={24} />
        {t.message.pictureBroken}
      </span>
    )
  }
  return (
    <a
      className="picture"
      style={style}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t.message.pictureOpen}
    >
      <img
        src={url}
        alt={alt === '' ? t.message.picture : alt}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        onError={() => setBroken(true)}
      />
    </a>
  )
}

function roomFor(width: number | undefined, height: number | undefined) {
  if (width === undefined || height === undefined) return UNKNOWN
  const scale = Math.min(1, MOST.width / width, MOST.height / height)
  return {
    width: Math.max(LEAST.width, Math.round(width * scale)),
    height: Math.max(LEAST.height, Math.round(height * scale)),
  }
}
