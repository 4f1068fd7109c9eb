import type { TypingPerson } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { nameOf } from './people'

export function TypingBubble({ people }: { readonly people: readonly TypingPerson[] }) {
  const { members } = useChatView()
  const { t, format } = useWords()
  const names = people.map(({ userId, name }) => name ?? nameOf(userId, members, t))
  return (
    <div className="log-row log-row-other log-row-first typing-row">
      <div className="bubble bubble-other typing-bubble">
        <span aria-hidden className="typing-dots">
          <i />
          <i />
          <i />
        </span>
        <span className="visually-hidden">{t.chat.typing(format.list(names))}</span>
      </div>
    </div>
  )
}
