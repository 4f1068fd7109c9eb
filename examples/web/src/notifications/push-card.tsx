import type { PushFinding } from '@otsy/client-sdk'
import { usePush } from '@otsy/client-sdk/react'
import { BellOff, BellRing, LoaderCircle, type LucideIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import { PushFindings, PushFix } from './push-findings'
import './push-card.css'

/** Whether this device tells while the page is closed: says what that means before anyone is asked. */
export function PushCard() {
  const { t } = useWords()
  const { status, enable, disable, diagnose } = usePush()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const [found, setFound] = useState<readonly PushFinding[] | null>(null)

  // The work begins while the click is being handled: later a browser would ask no one.
  const run = (work: Promise<unknown>) => {
    setBusy(true)
    setFault(null)
    setFound(null)
    work.catch(setFault).finally(() => setBusy(false))
  }
  const check = () => run(diagnose().then(setFound))
  const button = (label: string, act: () => void, main = false) => (
    <button
      type="button"
      className={main ? 'button button-main' : 'button'}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) act()
      }}
    >
      {main && busy && <LoaderCircle aria-hidden className="spinner" size={16} />}
      {main && busy ? t.push.enabling : label}
    </button>
  )
  const checkButton = button(t.push.check, check)
  const troubles = (
    <>
      {fault !== null && (
        <p className="hint hint-danger" role="alert">
          {reasonOf(fault, t)}
        </p>
      )}
      {found !== null && <PushFindings found={found} />}
    </>
  )

  switch (status.state) {
    case 'loading':
      return <Card icon={BellRing} title={t.push.title} />
    case 'unsupported':
      return (
        <Card icon={BellOff} title={t.push.unsupported}>
          <PushFix code={status.reason} />
        </Card>
      )
    case 'blocked':
      return (
        <Card icon={BellOff} title={t.push.blocked}>
          <PushFix code="permission_denied" />
          <Buttons>{checkButton}</Buttons>
          {troubles}
        </Card>
      )
    case 'off':
      return (
        <Card icon={BellRing} title={t.push.offTitle} calling>
          <p>{t.push.what}</p>
          <p className="hint">{t.push.undo}</p>
          <Buttons>
            {button(t.push.enable, () => run(enable()), true)}
            {fault !== null && checkButton}
          </Buttons>
          {troubles}
        </Card>
      )
    case 'broken':
      return (
        <Card icon={BellOff} title={t.push.broken}>
          <p className="hint hint-danger">{reasonOf(status.error, t)}</p>
          <Buttons>
            {button(t.push.again, () => run(enable()), true)}
            {checkButton}
            {button(t.push.disable, () => run(disable()))}
          </Buttons>
          {troubles}
        </Card>
      )
    case 'on':
      return (
        <Card icon={BellRing} title={t.push.on}>
          <p className="hint">{t.push.onHint}</p>
          <Buttons>
            {checkButton}
            {button(t.push.disable, () => run(disable()))}
          </Buttons>
          {troubles}
        </Card>
      )
  }
}

interface CardProps {
  readonly icon: LucideIcon
  readonly title: string
  /** Stands out: something can be done here. */
  readonly calling?: boolean
  readonly children?: ReactNode
}

function Card({ icon: Icon, title, calling = false, children }: CardProps) {
  return (
    <section className={calling ? 'push-card push-card-calling' : 'push-card'}>
      <h3>
        <Icon aria-hidden size={20} />
        {title}
      </h3>
      {children}
    </section>
  )
}

function Buttons({ children }: { readonly children: ReactNode }) {
  return <div className="push-buttons">{children}</div>
}
