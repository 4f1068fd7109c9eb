import { Languages } from 'lucide-react'
import { languages } from './language'
import { useWords } from './language-provider'

export const languageNames = { ja: '日本語', en: 'English' }

/** Shows the other languages by their own names. */
export function LanguageSwitch() {
  const { language, setLanguage, t } = useWords()
  return (
    <div className="language-switch" role="group" aria-label={t.language}>
      <Languages aria-hidden size={16} />
      {languages.map((option) => (
        <button
          key={option}
          type="button"
          lang={option}
          aria-pressed={option === language}
          onClick={() => setLanguage(option)}
        >
          {languageNames[option]}
        </button>
      ))}
    </div>
  )
}
