import { ArrowLeft, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/language-provider'
import { IconButton } from '../ui/icon-button'
import { useArrivalFocus } from '../ui/use-arrival-focus'

export interface PanelViewProps {
  readonly title: string
  readonly onClose: () => void
  /** Where there is a view to go back to. */
  readonly onBack?: () => void
  /** Buttons beside the title. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}

/** One view of the panel: a head that stays, and what scrolls below. */
export function PanelView({ title, onClose, onBack, tools, children }: PanelViewProps) {
  const { t } = useWords()
  const section = useArrivalFocus()
  return (
    <section ref={section} tabIndex={-1} className="panel-view">
      <header className="panel-head">
        {onBack !== undefined && (
          <IconButton icon={ArrowLeft} label={t.notifications.back} onClick={onBack} />
        )}
        <h2>{title}</h2>
        {tools}
        <IconButton icon={X} label={t.close} onClick={onClose} />
      </header>
      {/* Where nothing in it can have the focus, the arrows scroll it by this. */}
      <div className="panel-body" role="group" aria-label={title} tabIndex={0}>
        {children}
      </div>
    </section>
  )
}
