import { useConnection } from '@otsy/client-sdk/react'
import { CloudOff, LoaderCircle, WifiOff, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/language-provider'
import { useNow } from '../ui/use-now'

/** What happens to the connection, and when the next try is. Says nothing while all is well. */
export function ConnectionBanner() {
  const { state, retryNow } = useConnection()
  const { t } = useWords()
  switch (state.status) {
    case 'idle':
    case 'online':
      return null
    case 'connecting':
      // The first try is usually over before anyone could read of it.
      if (state.attempt <= 1) return null
      return <Banner icon={LoaderCircle} text={t.connection.connecting} spinning />
    case 'offline':
      return <Banner icon={WifiOff} text={t.connection.offline} />
    case 'waiting':
      return (
        <Banner icon={CloudOff} text={t.connection.waiting} onRetry={retryNow}>
          <Countdown until={state.retryAt} />
        </Banner>
      )
    case 'unauthenticated':
      return <Banner icon={CloudOff} text={t.connection.unauthenticated} onRetry={retryNow} />
    case 'closed':
      return <Banner icon={CloudOff} text={t.connection.closed} />
  }
}

interface BannerProps {
  readonly icon: LucideIcon
  readonly text: string
  readonly spinning?: boolean
  readonly onRetry?: () => void
  readonly children?: ReactNode
}

function Banner({ icon: Icon, text, spinning = false, onRetry, children }: BannerProps) {
  const { t } = useWords()
  return (
    <div className="connection-banner">
      <p role="status">
        <Icon aria-hidden size={16} className={spinning ? 'spinner' : ''} />
        {text}
      </p>
      {children}
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          {t.connection.retry}
        </button>
      )}
    </div>
  )
}

/** Not spoken: a screen reader would read every second of it. */
function Countdown({ until }: { readonly until: number }) {
  const now = useNow('second')
  const { t, format } = useWords()
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000))
  return (
    <span className="connection-next" aria-hidden>
      {t.connection.next(format.number(seconds))}
    </span>
  )
}
