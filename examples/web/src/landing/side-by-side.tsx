import { OtsyProvider } from '@otsy/client-sdk/react'
import { useState } from 'react'
import { LanguageProvider, useWords } from '../i18n/language-provider'
import { clientOf } from '../session/session'
import { personas, type Persona } from '../session/persona'
import { useFirstChat } from '../workspace/use-first-chat'
import { Workspace } from '../workspace/workspace'
import './side-by-side.css'

/** Both sides of the order in one window, each a client of its own. */
export function SideBySide() {
  return (
    <div className="side-by-side">
      <title>Otsy</title>
      {personas.map((persona) => (
        <LanguageProvider key={persona} storageKey={`otsy.language.${persona}`}>
          <OtsyProvider client={clientOf(persona)}>
            <Pane persona={persona} />
          </OtsyProvider>
        </LanguageProvider>
      ))}
    </div>
  )
}

function Pane({ persona }: { readonly persona: Persona }) {
  const { t } = useWords()
  const first = useFirstChat()
  // Undefined until somebody has chosen.
  const [chosen, choose] = useState<string | null | undefined>(undefined)
  const chatId = chosen === undefined ? first : chosen
  return (
    <section className="side" aria-label={t.persona[persona]}>
      <Workspace persona={persona} chatId={chatId} onOpen={choose} pane />
    </section>
  )
}
