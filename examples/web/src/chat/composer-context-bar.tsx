import { useMe } from '@otsy/client-sdk/react'
import { Pencil, Reply, X } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { IconButton } from '../ui/icon-button'
import { useChatView } from './chat-view'
import { messageSummary } from './message-summary'
import { nameOf } from './people'
import type { ComposerContext } from './use-chat-actions'

export interface ComposerContextBarProps {
  readonly context: ComposerContext
  readonly onCancel: () => void
}

/** What the text being written answers or changes. */
export function ComposerContextBar({ context, onCancel }: ComposerContextBarProps) {
  const { members } = useChatView()
  const { t } = useWords()
  const me = useMe()
  if (context.kind === 'new') return null
  const { message } = context
  const Icon = context.kind === 'edit' ? Pencil : Reply
  const name = message.sender_id === me?.userId ? t.chat.you : nameOf(message.sender_id, members, t)
  return (
    <div className="composer-context">
      <Icon aria-hidden size={18} />
      <p>
        <strong dir="auto">
          {context.kind === 'edit' ? t.composer.editing : t.composer.replyingTo(name)}
        </strong>
        <span dir="auto">{messageSummary(message, members, t)}</span>
      </p>
      <IconButton icon={X} label={t.composer.cancel} onClick={onCancel} />
    </div>
  )
}
