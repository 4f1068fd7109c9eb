import type { MessageRow } from '@otsy/client-sdk'
import { ExternalLink, ReceiptText } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { useChatView } from './chat-view'
import { metadataText, nameOf } from './people'
import './cards.css'

/** A receipt: who shared it, what it comes to, and the way to it. */
export function ReceiptCard({ row }: { readonly row: MessageRow }) {
  const { members } = useChatView()
  const { t, format } = useWords()
  const { message } = row
  const sharedBy = metadataText(message, 'shared_by') ?? message.sender_id
  const store = metadataText(message, 'store')
  const total = message.metadata?.['total']
  const currency = metadataText(message, 'currency')
  return (
    <div className="log-card-row" data-key={row.key}>
      <div className="card">
        <ReceiptText aria-hidden size={20} />
        <p>
          <strong dir="auto">{store ?? t.order.receipt}</strong>
          <span className="card-note" dir="auto">
            {t.order.receiptFrom(nameOf(sharedBy, members, t))}
          </span>
        </p>
        <time dateTime={message.created_at}>{format.time(message.created_at)}</time>
        {typeof total === 'number' && (
          <p className="card-total">
            <span>{t.order.total}</span>
            <strong>
              {currency === null ? format.number(total) : format.money(total, currency)}
            </strong>
          </p>
        )}
        {message.attachment_url !== undefined && (
          <a
            className="button button-small card-link"
            href={message.attachment_url}
            target="_blank"
            rel="noopener noreferrer"
          >
            <ExternalLink aria-hidden size={16} />
            {t.order.openReceipt}
          </a>
        )}
      </div>
    </div>
  )
}
