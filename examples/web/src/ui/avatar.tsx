import './avatar.css'

export interface AvatarProps {
  readonly name: string
  readonly url?: string | undefined
  readonly size?: 'small' | 'normal'
  readonly online?: boolean
}

/** Decoration only: the name always stands beside it. */
export function Avatar({ name, url, size = 'normal', online = false }: AvatarProps) {
  const [initial = '?'] = name.trim()
  return (
    <span className={`avatar avatar-${size}`} aria-hidden>
      {url === undefined ? initial : <img src={url} alt="" referrerPolicy="no-referrer" />}
      {online && <span className="avatar-dot" />}
    </span>
  )
}
