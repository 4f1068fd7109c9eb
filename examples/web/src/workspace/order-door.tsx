import { useOtsy } from '@otsy/client-sdk/react'
import { LoaderCircle, MessageCircleOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'

export interface OrderDoorProps {
  readonly orderId: string
  readonly onOpen: (chatId: string | null) => void
}

/** Finds the chat of an order and opens it. */
export function OrderDoor({ orderId, onOpen }: OrderDoorProps) {
  const otsy = useOtsy()
  const { t } = useWords()
  const [fault, setFault] = useState<unknown>(null)

  useEffect(() => {
    let wanted = true
    otsy.chat.ofOrder(orderId).then(
      ({ id }) => wanted && onOpen(id),
      (reason: unknown) => wanted && setFault(reason),
    )
    return () => {
      wanted = false
    }
  }, [otsy, orderId, onOpen])

  return (
    <main className="note order-door">
      {fault === null ? (
        <LoaderCircle className="spinner" role="img" aria-label={t.chat.loading} size={32} />
      ) : (
        <>
          <MessageCircleOff aria-hidden size={40} strokeWidth={1.5} />
          <p role="alert">{reasonOf(fault, t)}</p>
          <button type="button" className="button" onClick={() => onOpen(null)}>
            {t.chat.back}
          </button>
        </>
      )}
    </main>
  )
}
