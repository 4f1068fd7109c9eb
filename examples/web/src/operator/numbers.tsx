import type { NotificationKind, NotificationStats } from '@otsy/client-sdk'
import { useWords } from '../i18n/language-provider'
import { states, type BroadcastState } from './progress'
import './numbers.css'

const kinds: readonly NotificationKind[] = [
  'chat_message',
  'order_update',
  'new_order',
  'payment',
  'promotional',
  'system_alert',
]

/** What was sent to anyone, by kind and by what became of it. */
export function Numbers({ stats }: { readonly stats: NotificationStats }) {
  const { t, format } = useWords()
  const { total, subscriptions, by_kind, by_state } = stats
  return (
    <section className="operator-section" aria-labelledby="operator-numbers">
      <h2 id="operator-numbers">{t.operator.numbers}</h2>
      <dl className="numbers-main">
        <div>
          <dt>{t.operator.total}</dt>
          <dd>{format.number(total)}</dd>
        </div>
        <div>
          <dt>{t.operator.devices}</dt>
          <dd>{format.number(subscriptions)}</dd>
        </div>
      </dl>
      <div className="numbers-tables">
        <Bars
          title={t.operator.byStateTitle}
          rows={states.map((name: BroadcastState) => [t.operator.byState[name], by_state[name]])}
          total={total}
        />
        <Bars
          title={t.operator.byKindTitle}
          rows={kinds.map((name) => [t.notifications.kinds[name], by_kind[name]])}
          total={total}
        />
      </div>
    </section>
  )
}

interface BarsProps {
  readonly title: string
  readonly rows: readonly (readonly [name: string, count: number | undefined])[]
  readonly total: number
}

function Bars({ title, rows, total }: BarsProps) {
  const { format } = useWords()
  return (
    <table className="numbers-bars">
      <caption>{title}</caption>
      <tbody>
        {rows.map(([name, count = 0]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <span
                className="numbers-bar"
                style={{ inlineSize: `${total === 0 ? 0 : (count / total) * 100}%` }}
              />
              <span className="numbers-count">{format.number(count)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
