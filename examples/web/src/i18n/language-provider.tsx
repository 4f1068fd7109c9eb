import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { en, type Dictionary } from './en'
import { createFormat, type Format } from './format'
import { ja } from './ja'
import { languages, pickLanguage, type Language } from './language'

const dictionaries: Record<Language, Dictionary> = { en, ja }

interface Words {
  readonly language: Language
  readonly setLanguage: (language: Language) => void
  readonly t: Dictionary
  readonly format: Format
}

const WordsContext = createContext<Words | null>(null)

export interface LanguageProviderProps {
  /** Remembers the choice under this name: each side of the demo has its own. */
  readonly storageKey: string
  readonly children: ReactNode
}

/** The reader's language: the one chosen here before, else the browser's. */
export function LanguageProvider({ storageKey, children }: LanguageProviderProps) {
  const [language, choose] = useState(() => startLanguage(storageKey))
  const words = useMemo(
    () => ({
      language,
      setLanguage: (chosen: Language) => {
        remember(storageKey, chosen)
        choose(chosen)
      },
      t: dictionaries[language],
      format: createFormat(language),
    }),
    [language, storageKey],
  )
  return (
    <WordsContext value={words}>
      <div className="app-language" lang={language}>
        {children}
      </div>
    </WordsContext>
  )
}

export function useWords(): Words {
  const words = use(WordsContext)
  if (words === null) throw new Error('useWords needs a <LanguageProvider> above it.')
  return words
}

function startLanguage(storageKey: string): Language {
  const asked = new URLSearchParams(location.search).get('lang')
  return known(asked) ?? known(recall(storageKey)) ?? pickLanguage(navigator.languages)
}

function known(text: string | null): Language | undefined {
  return languages.find((language) => language === text)
}

// Storage may be forbidden; the choice then lasts as long as the page.
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function remember(key: string, language: Language): void {
  try {
    localStorage.setItem(key, language)
  } catch {
    return
  }
}
