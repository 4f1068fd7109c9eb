import { ChevronsRight, ReceiptText } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { advanceOrder, shareReceipt } from '../session/demo-api'
import { nextStep } from './order'

export interface ShopperToolsProps {
  readonly status: string | null
  readonly onProblem: (text: string) => void
}

/** Stands in for the rest of a shop: these ask the host's own code to act, not the chat. */
export function ShopperTools({ status, onProblem }: ShopperToolsProps) {
  const { t } = useWords()
  const [busy, setBusy] = useState(false)
  const next = nextStep(status)
  const act = (action: () => Promise<void>) => () => {
    if (busy) return
    setBusy(true)
    action()
      .catch(() => onProblem(t.order.demoFailed))
      .finally(() => setBusy(false))
  }
  return (
    <div className="shopper-tools" role="group" aria-label={t.order.tools}>
      {next === null ? (
        <span className="hint">{t.order.done}</span>
      ) : (
        <button
          type="button"
          className="button button-small"
          aria-disabled={busy}
          onClick={act(() => advanceOrder(next))}
        >
          <ChevronsRight aria-hidden size={16} />
          {t.order.advance(t.order.steps[next])}
        </button>
      )}
      <button
        type="button"
        className="button button-small"
        aria-disabled={busy}
        onClick={act(shareReceipt)}
      >
        <ReceiptText aria-hidden size={16} />
        {t.order.shareReceipt}
      </button>
    </div>
  )
}
