import type { Message } from '@otsy/client-sdk'
import type { Dictionary, OrderStep } from '../i18n/en'

export const orderSteps = [
  'accepted',
  'shopping',
  'delivering',
  'delivered',
] as const satisfies readonly OrderStep[]

/** The order's status as an order update tells it; null for every other message. */
export function statusOf(message: Pick<Message, 'type' | 'metadata'>): string | null {
  if (message.type !== 'order_update') return null
  const update = message.metadata?.['update']
  if (typeof update !== 'object' || update === null || Array.isArray(update)) return null
  const status: unknown = 'status' in update ? update.status : null
  return typeof status === 'string' ? status : null
}

export function stepOf(status: string | null): OrderStep | null {
  return orderSteps.find((step) => step === status) ?? null
}

/** A status in the reader's words; one this page does not know is shown as it came. */
export function statusLabel(status: string, t: Dictionary): string {
  const step = stepOf(status)
  return step === null ? status : t.order.steps[step]
}

/** What comes next; null once delivered. */
export function nextStep(status: string | null): OrderStep | null {
  const step = stepOf(status)
  return orderSteps[step === null ? 0 : orderSteps.indexOf(step) + 1] ?? null
}

/** An order's id as people say it: `1001` for `order-1001`, any other form as it is. */
export function orderNumber(orderId: string): string {
  return orderId.replace(/^order[-_]/i, '')
}
