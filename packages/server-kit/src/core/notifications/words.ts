/** What notifications say, and what stands in a chat where the host gave no text, in one language. */
interface Words {
  readonly reply: string
  readonly viewOrder: string
  newMessage(from: string, count: number): string
  /** The body of a message of a kind that came without a text. */
  withoutText(kind: string): string
  readonly orderUpdate: string
  orderStatus(status: string): string
  /** In the chat. */
  orderUpdated(status: string): string
  /** In the chat. */
  readonly receiptShared: string
  readonly newOrder: string
  newOrderOf(customer: string | undefined, total: string | undefined): string
  readonly payment: string
  paymentOf(status: 'succeeded' | 'failed' | 'refunded', amount: string): string
}

const en: Words = {
  reply: 'Reply',
  viewOrder: 'View Order',
  newMessage(from, count) {
    const sender = from === '' ? '' : ` from ${from}`
    return count === 1 ? `New message${sender}` : `${count} new messages${sender}`
  },
  withoutText: (kind) =>
    kind === 'image'
      ? 'Sent a photo'
      : kind === 'receipt_shared'
        ? 'Shared a receipt'
        : 'New message',
  orderUpdate: 'Order Update',
  orderStatus: (status) => `Your order status has been updated to: ${label(status)}`,
  orderUpdated: (status) => `Your order status has been updated to: ${status}`,
  receiptShared: 'A receipt was shared.',
  newOrder: 'New Order',
  newOrderOf: (customer, total) =>
    ['You have a new order', customer && ` from ${customer}`, total && ` (${total})`]
      .filter(Boolean)
      .join(''),
  payment: 'Payment',
  paymentOf: (status, amount) =>
    ({
      succeeded: `Your payment of ${amount} went through`,
      failed: `Your payment of ${amount} did not go through`,
      refunded: `${amount} was refunded`,
    })[status],
}

const ja: Words = {
  reply: '返信',
  viewOrder: '注文を見る',
  newMessage(from, count) {
    const sender = from === '' ? '' : `${from}からの`
    return `${sender}新着メッセージ${count === 1 ? '' : `（${count}件）`}`
  },
  withoutText: (kind) =>
    kind === 'image'
      ? '写真が届きました'
      : kind === 'receipt_shared'
        ? 'レシートが共有されました'
        : '新着メッセージ',
  orderUpdate: '注文の更新',
  orderStatus: orderStatusJa,
  orderUpdated: orderStatusJa,
  receiptShared: 'レシートが共有されました',
  newOrder: '新しい注文',
  newOrderOf: (customer, total) =>
    `${customer === undefined ? '' : `${customer}から`}新しい注文が入りました${total === undefined ? '' : `（${total}）`}`,
  payment: 'お支払い',
  paymentOf: (status, amount) =>
    ({
      succeeded: `${amount}のお支払いが完了しました`,
      failed: `${amount}のお支払いができませんでした`,
      refunded: `${amount}を返金しました`,
    })[status],
}

/** The statuses orders usually have; a host with others overrides the template. */
const statusesJa: Readonly<Record<string, string>> = {
  pending: '受付中',
  accepted: '受付済み',
  confirmed: '確定',
  shopping: '買い物中',
  checkout: '会計中',
  delivering: '配達中',
  out_for_delivery: '配達中',
  delivered: '配達完了',
  completed: '完了',
  cancelled: 'キャンセル',
}

function orderStatusJa(status: string): string {
  return `ご注文の状況が更新されました: ${statusesJa[status] ?? label(status)}`
}

/** Whether this is what stands in a chat, in some language, for a receipt shared without a text. */
export function isReceiptShared(text: string): boolean {
  return [en, ja].some(({ receiptShared }) => receiptShared === text)
}

export function words(locale: string): Words {
  return /^ja\b/i.test(locale) ? ja : en
}

/** `out_for_delivery` as people write it: `Out for delivery`. */
function label(status: string): string {
  const text = status.replaceAll('_', ' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
