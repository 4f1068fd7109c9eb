import type { ExplainStep } from '@otsy/client-sdk'
import { useOtsy } from '@otsy/client-sdk/react'
import {
  Ban,
  Check,
  CircleDot,
  Clock,
  RotateCw,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/language-provider'
import { reasonOf } from '../i18n/reason'
import './notification-steps.css'

const icons: Readonly<Record<string, LucideIcon>> = {
  passed: Check,
  accepted: Check,
  stopped: Ban,
  read: Ban,
  deleted: Ban,
  cancelled: Ban,
  deferred: Clock,
  retry: RotateCw,
  gone: TriangleAlert,
  refused: TriangleAlert,
  too_large: TriangleAlert,
  key_mismatch: TriangleAlert,
}

/** Decisions and attempts in order, in plain words; what the server noted stands below each. */
export function NotificationSteps({ id }: { readonly id: string }) {
  const otsy = useOtsy()
  const { t, format } = useWords()
  const [steps, setSteps] = useState<readonly ExplainStep[] | null>(null)
  const [fault, setFault] = useState<unknown>(null)

  useEffect(() => {
    let wanted = true
    const look = () =>
      otsy.notifications.explain(id).then(
        (answer) => wanted && setSteps(answer.steps),
        (reason: unknown) => wanted && setFault(reason),
      )
    void look()
    // It may go on while one reads.
    const timer = setInterval(() => void look(), 3_000)
    return () => {
      wanted = false
      clearInterval(timer)
    }
  }, [otsy, id])

  if (steps === null) {
    return fault === null ? (
      <p className="hint" role="status">
        {t.explain.loading}
      </p>
    ) : (
      <p className="hint hint-danger" role="alert">
        {t.explain.failed} {reasonOf(fault, t)}
      </p>
    )
  }
  if (steps.length === 0) return <p className="hint">{t.explain.none}</p>
  return (
    <ol className="steps">
      {steps.map((step, index) => {
        const Icon = icons[step.outcome] ?? CircleDot
        const { key: name, detail } = wordsOf(step)
        return (
          <li key={index} className={`step step-${step.outcome}`}>
            <span className="step-icon">
              <Icon aria-hidden size={14} strokeWidth={2.5} />
            </span>
            <span className="step-what">
              {/* A newer server may know of more than this page. */}
              {t.explain.steps[name] ?? `${step.step}: ${step.outcome}`}
              {detail !== undefined && (
                <span className="step-detail" lang="en">
                  {detail}
                </span>
              )}
            </span>
            <time dateTime={step.at}>{format.exactTime(step.at)}</time>
          </li>
        )
      })}
    </ol>
  )
}

/** What is said of a step, and what the server noted beside that. */
function wordsOf({ step, outcome, detail }: ExplainStep) {
  const isForNobody = step === 'send' && detail?.startsWith('0 ') === true
  return isForNobody ? { key: 'send.none' } : { key: `${step}.${outcome}`, detail }
}
