import { useUnread } from '@otsy/client-sdk/react'
import { useWords } from '../i18n/language-provider'
import type { Persona } from '../session/persona'

/** The tab tells what is unread. */
export function DocumentTitle({ persona }: { readonly persona: Persona }) {
  const unread = useUnread()
  const { t, format } = useWords()
  const count = unread > 0 ? `(${format.number(unread)}) ` : ''
  return <title>{`${count}${t.persona[persona]} · Otsy`}</title>
}
