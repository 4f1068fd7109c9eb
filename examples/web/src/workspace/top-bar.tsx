import { LanguageSwitch } from '../i18n/language-switch'
import { useWords } from '../i18n/language-provider'
import type { Persona } from '../session/persona'

export function TopBar({ persona }: { readonly persona: Persona }) {
  const { t } = useWords()
  return (
    <header className="top-bar">
      <div className="top-bar-side">
        <a className="top-bar-home" href="/" aria-label={t.home}>
          <img src="/icon.svg" alt="" />
          Otsy
        </a>
        <span className="top-bar-persona">{t.persona[persona]}</span>
      </div>
      <LanguageSwitch />
    </header>
  )
}
