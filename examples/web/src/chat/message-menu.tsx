import type { Message } from '@otsy/client-sdk'
import { Copy, Ellipsis, Pencil, Reply, Trash2, type LucideIcon } from 'lucide-react'
import { useCallback, useState, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { nameOf } from './people'
import { placeBeside } from '../ui/place-beside'
import type { MessageChoice, OpenMenu } from './use-chat-actions'
import './message-menu.css'

const quick = ['👍', '❤️', '😊', '🙏', '🎉']
const more = [
  '😂',
  '😮',
  '😢',
  '😋',
  '👏',
  '👌',
  '💪',
  '✨',
  '🔥',
  '✅',
  '❓',
  '🍓',
  '🥑',
  '🍞',
  '🥚',
]

export interface MessageMenuProps extends OpenMenu {
  readonly closed: boolean
  readonly onClose: () => void
  readonly onPick: (message: Message, choice: MessageChoice) => void
}

/** What can be done with a message. A popover of the platform: Escape and a click outside close it. */
export function MessageMenu({ row, bubble, closed, onClose, onPick }: MessageMenuProps) {
  const { members } = useChatView()
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const show = useCallback(
    (menu: HTMLElement | null) => {
      if (menu === null) return
      menu.showPopover()
      placeBeside(menu, bubble)
      menu.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    },
    [bubble],
  )
  if (row.delivery !== 'sent') return null
  const { message } = row
  const sender = row.mine ? t.chat.you : nameOf(message.sender_id, members, t)
  const pick = (choice: MessageChoice) => {
    // Back to where the reader was, before anything else may take the focus.
    bubble.focus({ preventScroll: true })
    onPick(message, choice)
  }
  const item = (kind: 'reply' | 'edit' | 'copy' | 'delete', icon: LucideIcon) => (
    <MenuItem
      icon={icon}
      label={t.message[kind]}
      danger={kind === 'delete'}
      onPick={() => pick({ kind })}
    />
  )

  return (
    <div
      ref={show}
      popover="auto"
      className="message-menu"
      role="menu"
      aria-label={t.message.options(sender)}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose()
      }}
      onKeyDown={moveInMenu}
    >
      {!closed && (
        <div className="message-menu-emojis" role="none">
          {[...quick, ...(all ? more : [])].map((emoji) => (
            <button
              key={emoji}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-label={t.message.react(emoji)}
              onClick={() => pick({ kind: 'react', emoji })}
            >
              {emoji}
            </button>
          ))}
          {!all && (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-label={t.message.moreReactions}
              title={t.message.moreReactions}
              onClick={(event) => {
                event.currentTarget.parentElement?.querySelector('button')?.focus()
                setAll(true)
              }}
            >
              <Ellipsis aria-hidden size={20} />
            </button>
          )}
        </div>
      )}
      {!closed && item('reply', Reply)}
      {message.content !== '' && item('copy', Copy)}
      {!closed && row.mine && message.type === 'text' && item('edit', Pencil)}
      {!closed && row.mine && item('delete', Trash2)}
    </div>
  )
}

interface MenuItemProps {
  readonly icon: LucideIcon
  readonly label: string
  readonly danger: boolean
  readonly onPick: () => void
}

function MenuItem({ icon: Icon, label, danger, onPick }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={danger ? 'message-menu-item message-menu-danger' : 'message-menu-item'}
      onClick={onPick}
    >
      <Icon aria-hidden size={18} />
      {label}
    </button>
  )
}

function moveInMenu(event: KeyboardEvent<HTMLElement>): void {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowRight: 1,
    ArrowUp: -1,
    ArrowLeft: -1,
  }
  const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]'))
  const at = items.findIndex((item) => item === document.activeElement)
  const step = steps[event.key]
  if (event.key === 'Tab') event.currentTarget.hidePopover()
  if (step === undefined) return
  event.preventDefault()
  items.at((at + step) % items.length)?.focus()
}
