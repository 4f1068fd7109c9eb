import type { Message } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { nameOf } from './people'
import './reaction-chips.css'

/** What others made of a message; pressing one joins or leaves it. */
export function ReactionChips({ message }: { readonly message: Message }) {
  const { members, myId, toggleReaction } = useChatView()
  const { t, format } = useWords()
  const { reactions = [] } = message
  if (reactions.length === 0) return null
  return (
    <div className="reaction-chips">
      {reactions.map(({ emoji, count, user_ids }) => {
        const names = user_ids.map((id) => (id === myId ? t.chat.you : nameOf(id, members, t)))
        const label = t.message.reacted(emoji, format.number(count), format.list(names))
        return (
          <button
            key={emoji}
            type="button"
            className="reaction-chip"
            aria-pressed={myId !== null && user_ids.includes(myId)}
            aria-label={label}
            title={label}
            onClick={() => toggleReaction(message, emoji)}
          >
            <span aria-hidden>{emoji}</span>
            {count > 1 && <span aria-hidden>{format.number(count)}</span>}
          </button>
        )
      })}
    </div>
  )
}
