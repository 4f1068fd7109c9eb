import { LanguageProvider } from '../i18n/language-provider'
import { Landing } from '../landing/landing'
import { SideBySide } from '../landing/side-by-side'
import { OperatorPage } from '../operator/operator-page'
import { PersonaPage } from '../workspace/persona-page'
import { LostPage } from './lost-page'
import { useRoute } from './route'

export function App() {
  const { page, chatId, orderId } = useRoute()
  switch (page) {
    case 'customer':
    case 'shopper':
      return (
        <LanguageProvider storageKey={`otsy.language.${page}`}>
          <PersonaPage persona={page} chatId={chatId} orderId={orderId} />
        </LanguageProvider>
      )
    case 'both':
      return <SideBySide />
    case 'operator':
      return (
        <LanguageProvider storageKey="otsy.language">
          <OperatorPage />
        </LanguageProvider>
      )
    case 'lost':
      return (
        <LanguageProvider storageKey="otsy.language">
          <LostPage />
        </LanguageProvider>
      )
    case 'start':
      return (
        <LanguageProvider storageKey="otsy.language">
          <Landing />
        </LanguageProvider>
      )
  }
}
