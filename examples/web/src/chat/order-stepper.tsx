import { Bike, ClipboardCheck, House, ShoppingBasket, type LucideIcon } from 'lucide-react'
import type { OrderStep } from '../i18n/en'
import { useWords } from '../i18n/language-provider'
import { orderSteps, stepOf } from './order'
import './order-stepper.css'

const icons: Record<OrderStep, LucideIcon> = {
  accepted: ClipboardCheck,
  shopping: ShoppingBasket,
  delivering: Bike,
  delivered: House,
}

/** How far the order is, in four steps. */
export function OrderStepper({ status }: { readonly status: string | null }) {
  const { t } = useWords()
  const current = stepOf(status)
  const reached = current === null ? -1 : orderSteps.indexOf(current)
  return (
    <ol className="order-stepper" aria-label={t.order.status}>
      {orderSteps.map((step, index) => {
        const Icon = icons[step]
        return (
          <li
            key={step}
            className={index <= reached ? 'order-step order-step-reached' : 'order-step'}
            aria-current={index === reached ? 'step' : undefined}
          >
            <span className="order-step-icon">
              <Icon aria-hidden size={14} />
            </span>
            <span className="order-step-label">{t.order.steps[step]}</span>
          </li>
        )
      })}
    </ol>
  )
}
