import { OtsyProvider } from '@otsy/client-sdk/react'
import { PageLanguage } from '../i18n/page-language'
import { navigateToChat } from '../app/route'
import { clientOf } from '../session/session'
import type { Persona } from '../session/persona'
import { DocumentTitle } from './document-title'
import { Workspace } from './workspace'

export interface PersonaPageProps {
  readonly persona: Persona
  readonly chatId: string | null
}

/** One side of the demo in a window of its own. */
export function PersonaPage({ persona, chatId }: PersonaPageProps) {
  return (
    <OtsyProvider client={clientOf(persona)}>
      <PageLanguage />
      <DocumentTitle persona={persona} />
      <Workspace persona={persona} chatId={chatId} onOpen={navigateToChat} />
    </OtsyProvider>
  )
}
