import { useMemo, useSyncExternalStore } from 'react'
import { personas, type Persona } from '../session/persona'
import { signedInHere } from '../session/signed-in-here'

export interface Route {
  readonly page: 'start' | 'both' | 'operator' | 'lost' | Persona
  readonly chatId: string | null
  /** Whose chat is to be opened, where the chat itself is not named. */
  readonly orderId: string | null
}

/** Where the address bar stands: a path for the side, `?chat=` for the open chat. */
export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search)
  return useMemo(() => routeOf(address, signedInHere()), [address])
}

/**
 * `/chat/<id>` and `/orders/<id>` are where notifications lead: to the side that is signed in here, or
 * the one that `?as=` names.
 */
export function routeOf(address: string, here: Persona): Route {
  const { pathname, searchParams } = new URL(address, 'http://page')
  const path = pathname.replace(/\/$/, '')
  const [, kind, id] = /^\/(chat|orders)\/([^/]+)$/.exec(path) ?? []
  if (id !== undefined) {
    const as = personas.find((name) => name === searchParams.get('as')) ?? here
    const plain = decoded(id)
    return kind === 'chat'
      ? { page: as, chatId: plain, orderId: null }
      : { page: as, chatId: null, orderId: plain }
  }
  const persona = personas.find((name) => path === `/${name}`)
  if (persona !== undefined) {
    return { page: persona, chatId: searchParams.get('chat'), orderId: null }
  }
  const isBoth = searchParams.get('view') === 'both'
  const start = path === '' ? (isBoth ? 'both' : 'start') : 'lost'
  return { page: path === '/operator' ? 'operator' : start, chatId: null, orderId: null }
}

/** Opens a chat in the address bar, or goes back to the list; the browser's Back undoes it. */
export function navigateToChat(persona: Persona, chatId: string | null, how?: Manner): void {
  const query = chatId === null ? '' : `?${new URLSearchParams({ chat: chatId }).toString()}`
  navigate(`/${persona}${query}`, how)
}

/** `replaceState`: Back skips the page that is left. */
export type Manner = 'pushState' | 'replaceState'

/** To a path of the app, without loading it anew. */
export function navigate(path: string, how: Manner = 'pushState'): void {
  history[how](null, '', path)
  // Neither says anything to anyone.
  dispatchEvent(new PopStateEvent('popstate'))
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed)
  return () => removeEventListener('popstate', changed)
}
