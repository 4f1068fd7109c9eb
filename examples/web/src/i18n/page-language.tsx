import { useEffect } from 'react'
import { useWords } from './language-provider'

/** Tells the browser which language the page as a whole is in. */
export function PageLanguage() {
  const { language } = useWords()
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return null
}
