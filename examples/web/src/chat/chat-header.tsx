import type { Chat, Member, MessageRow } from '@otsy/client-sdk'
import { usePresence } from '@otsy/client-sdk/react'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/language-provider'
import type { Persona } from '../session/persona'
import { Avatar } from '../ui/avatar'
import { IconButton } from '../ui/icon-button'
import { orderNumber } from './order'
import { OrderStepper } from './order-stepper'
import { PresenceLine } from './presence-line'
import { ShopperTools } from './shopper-tools'
import { useOrderStatus } from './use-order-status'

export interface ChatHeaderProps {
  readonly chat: Chat | null
  readonly other: Member | null
  readonly rows: readonly MessageRow[]
  readonly persona: Persona
  readonly onBack: (() => void) | null
  readonly corner: ReactNode
  readonly onProblem: (text: string) => void
}

/** Who one talks to, whether they are there, and how far the order is. */
export function ChatHeader(props: ChatHeaderProps) {
  const { chat, other, rows, persona, onBack, corner, onProblem } = props
  const { t } = useWords()
  const presence = usePresence(other === null ? [] : [other.user_id])
  const status = useOrderStatus(chat?.id ?? null, rows)
  const name = other?.name ?? t.chat.someone
  const there = other === null ? undefined : presence[other.user_id]

  return (
    <header className="chat-header">
      <div className="chat-header-line">
        {onBack !== null && <IconButton icon={ArrowLeft} label={t.chat.back} onClick={onBack} />}
        <Avatar name={name} url={other?.avatar_url} online={there?.status === 'online'} />
        <div className="chat-header-who">
          <h2 dir="auto">{name}</h2>
          <p>
            <PresenceLine presence={there} />
            {chat !== null && (
              <span className="chat-header-order">{t.inbox.order(orderNumber(chat.order_id))}</span>
            )}
          </p>
        </div>
        {corner}
        {persona === 'shopper' && chat?.status === 'active' && (
          <ShopperTools status={status} onProblem={onProblem} />
        )}
      </div>
      <OrderStepper status={status} />
    </header>
  )
}
