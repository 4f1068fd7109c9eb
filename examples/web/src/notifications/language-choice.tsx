import type { PreferencesInput } from '@otsy/client-sdk'
import { languageNames } from '../i18n/language-switch'
import { languages, pickLanguage } from '../i18n/language'
import { useWords } from '../i18n/language-provider'

export interface LanguageChoiceProps {
  readonly locale: string | undefined
  readonly onChange: (change: PreferencesInput) => unknown
}

/** The language notifications are written in, wherever they are shown. */
export function LanguageChoice({ locale, onChange }: LanguageChoiceProps) {
  const { t } = useWords()
  return (
    <label className="setting field">
      {t.settings.language}
      <select
        value={locale === undefined ? '' : pickLanguage([locale])}
        onChange={(event) => onChange({ locale: event.target.value })}
      >
        {/* Once chosen there is no way back to leaving it open. */}
        {locale === undefined && <option value="">{t.settings.languageOpen}</option>}
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {languageNames[language]}
          </option>
        ))}
      </select>
    </label>
  )
}
