import { LanguageSwitch } from '../i18n/language-switch'
import { useWords } from '../i18n/language-provider'
import type { ReactNode } from 'react'

export interface TopBarProps {
  /** Whose page it is; none where it is nobody's. */
  readonly name?: string
  /** Beside the languages. */
  readonly children?: ReactNode
}

export function TopBar({ name, children }: TopBarProps) {
  const { t } = useWords()
  return (
    <header className="top-bar">
      <div className="top-bar-side">
        <a className="top-bar-home" href="/" aria-label={t.home}>
          <img src="/icon.svg" alt="" />
          <span>Otsy</span>
        </a>
        {name !== undefined && <span className="pill pill-accent">{name}</span>}
      </div>
      <div className="top-bar-side">
        <LanguageSwitch />
        {children}
      </div>
    </header>
  )
}
