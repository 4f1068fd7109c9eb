import { useMemo, useSyncExternalStore } from 'react'
import { personas, type Persona } from '../session/persona'

export interface Route {
  readonly page: 'start' | 'both' | Persona
  readonly chatId: string | null
}

/** Where the address bar stands: a path for the side, `?chat=` for the open chat. */
export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  return useMemo(() => routeOf(address), [address])
}

export function routeOf(address: string): Route {
  const { pathname, searchParams } = new URL(address, 'http://page')
  const persona = personas.find((name) => pathname.replace(/\/$/, '') === `/${name}`)
  if (persona !== undefined) return { page: persona, chatId: searchParams.get('chat') }
  return { page: searchParams.get('view') === 'both' ? 'both' : 'start', chatId: null }
}

/** Opens a chat in the address bar, or goes back to the list; the browser's Back undoes it. */
export function navigateToChat(chatId: string | null): void {
  const url = new URL(location.href)
  if (chatId === null) url.searchParams.delete('chat')
  else url.searchParams.set('chat', chatId)
  history.pushState(null, '', url)
  // pushState says nothing to anyone.
  dispatchEvent(new PopStateEvent('popstate'))
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed)
  return () => removeEventListener('popstate', changed)
}
