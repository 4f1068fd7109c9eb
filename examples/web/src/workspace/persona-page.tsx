import { OtsyProvider, useOtsyEvent } from '@otsy/client-sdk/react'
import { useCallback, useEffect } from 'react'
import { navigate, navigateToChat } from '../app/route'
import { PageLanguage } from '../i18n/page-language'
import type { Persona } from '../session/persona'
import { clientOf } from '../session/session'
import { rememberSignedIn } from '../session/signed-in-here'
import { DocumentTitle } from './document-title'
import { OrderDoor } from './order-door'
import { Workspace } from './workspace'

export interface PersonaPageProps {
  readonly persona: Persona
  readonly chatId: string | null
  readonly orderId: string | null
}

/** One side of the demo in a window of its own. */
export function PersonaPage({ persona, chatId, orderId }: PersonaPageProps) {
  const open = useCallback((id: string | null) => navigateToChat(persona, id), [persona])
  const enter = useCallback(
    (id: string | null) => navigateToChat(persona, id, 'replaceState'),
    [persona],
  )
  useEffect(() => rememberSignedIn(persona), [persona])
  return (
    <OtsyProvider client={clientOf(persona)}>
      <PageLanguage />
      <DocumentTitle persona={persona} />
      <NotificationClicks />
      {orderId === null ? (
        <Workspace persona={persona} chatId={chatId} onOpen={open} />
      ) : (
        <OrderDoor key={orderId} orderId={orderId} onOpen={enter} />
      )}
    </OtsyProvider>
  )
}

/** A click on a notification brought this page to the front; it may show something else by now. */
function NotificationClicks() {
  useOtsyEvent('notification_opened', ({ url }) => navigate(url))
  return null
}
