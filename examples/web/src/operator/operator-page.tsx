import { OtsyProvider } from '@otsy/client-sdk/react'
import { useWords } from '../i18n/language-provider'
import { PageLanguage } from '../i18n/page-language'
import { reasonOf } from '../i18n/reason'
import { clientOf } from '../session/session'
import { TopBar } from '../workspace/top-bar'
import { BroadcastForm } from './broadcast-form'
import { BroadcastList } from './broadcast-list'
import { isRefused } from './is-refused'
import { Numbers } from './numbers'
import { OperatorExplain } from './operator-explain'
import { useBroadcasts } from './use-broadcasts'
import './operator.css'

/** Sends to many, watches it go out, and finds out what became of a single one. */
export function OperatorPage() {
  const { t } = useWords()
  return (
    <OtsyProvider client={clientOf('operator')}>
      <PageLanguage />
      <title>{`${t.operator.name} · Otsy`}</title>
      <div className="operator">
        <TopBar name={t.operator.name} />
        <Desk />
      </div>
    </OtsyProvider>
  )
}

function Desk() {
  const { t } = useWords()
  const desk = useBroadcasts()
  const { stats, fault } = desk
  if (stats === null) {
    const isOut = fault !== null && isRefused(fault)
    return (
      <main className="operator-note">
        {fault === null ? (
          <p role="status">{t.operator.signIn}</p>
        ) : (
          <>
            <p role="alert">{isOut ? t.operator.refused : reasonOf(fault, t)}</p>
            <button type="button" className="button" onClick={desk.reload}>
              {t.message.retry}
            </button>
          </>
        )}
      </main>
    )
  }
  return (
    <main className="operator-desk">
      <BroadcastForm devices={stats.subscriptions} onSent={desk.reload} />
      <div className="operator-side">
        <BroadcastList desk={desk} />
        <Numbers stats={stats} />
        <OperatorExplain />
      </div>
    </main>
  )
}
