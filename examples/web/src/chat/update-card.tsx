import type { MessageRow } from '@otsy/client-sdk'
import { PackageCheck } from 'lucide-react'
import { useWords } from '../i18n/language-provider'
import { statusLabel, statusOf, stepOf } from './order'
import './cards.css'

/** A step of the order, told by the shop. */
export function UpdateCard({ row }: { readonly row: MessageRow }) {
  const { t, format } = useWords()
  const { message } = row
  const status = statusOf(message)
  return (
    <div className="log-card-row" data-key={row.key}>
      <div className="card">
        <PackageCheck aria-hidden size={20} />
        <p>
          <strong>
            {status === null ? t.order.status : t.order.updated(statusLabel(status, t))}
          </strong>
          {/* The host's own words, where the heading does not say the same in the reader's language. */}
          {stepOf(status) === null && message.content !== '' && (
            <span className="card-note" dir="auto">
              {message.content}
            </span>
          )}
        </p>
        <time dateTime={message.created_at}>{format.time(message.created_at)}</time>
      </div>
    </div>
  )
}
