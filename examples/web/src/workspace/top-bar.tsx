import { LanguageSwitch } from '../i18n/language-switch'
import { useWords } from '../i18n/language-provider'
import { NotificationBell } from '../notifications/notification-bell'
import type { Persona } from '../session/persona'

export interface TopBarProps {
  readonly persona: Persona
  readonly onOpen: (chatId: string) => void
}

export function TopBar({ persona, onOpen }: TopBarProps) {
  const { t } = useWords()
  return (
    <header className="top-bar">
      <div className="top-bar-side">
        <a className="top-bar-home" href="/" aria-label={t.home}>
          <img src="/icon.svg" alt="" />
          <span>Otsy</span>
        </a>
        <span className="top-bar-persona">{t.persona[persona]}</span>
      </div>
      <div className="top-bar-side">
        <LanguageSwitch />
        <NotificationBell onOpen={onOpen} />
      </div>
    </header>
  )
}
