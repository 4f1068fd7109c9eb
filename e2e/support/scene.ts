import type { BrowserContext } from 'playwright-core'
import type { Demo } from './demo'
import type { Person } from './person'

const ask = 'こんにちは。今日の19時ごろにお願いします。'
const plan = 'かしこまりました！佐藤です。いま売り場に着きました。'

/** Texts that stand in the scene, to find lines by. */
export const lines = {
  ask,
  plan,
  berries: '甘いいちごを2パックお願いします',
  milk: '牛乳は低脂肪でいいですか？',
}

/** An afternoon's conversation with something of everything in it. */
export async function playScene(demo: Demo, customer: Person, shopper: Person): Promise<void> {
  await withPictures(customer.context)
  await withPictures(shopper.context)
  await order(demo, 'accepted')
  await demo.say('customer', { content: ask })
  const berries = await demo.say('customer', { content: '甘いいちごを1パックお願いします' })
  await demo.say('shopper', { content: plan })
  await order(demo, 'shopping')
  await customer.sees('1パック')
  await customer.choose('1パック', customer.t.message.edit)
  await customer.send(lines.berries)
  await shopper.sees(lines.berries)
  await demo.say('shopper', { content: 'こちらが今日のいちごです', reply_to: berries })
  await demo.say('shopper', {
    type: 'image',
    content: '',
    attachment_url: 'https://pictures.example/shelf.svg',
    attachment_width: 640,
    attachment_height: 400,
  })
  await demo.say('customer', { content: 'おいしそうですね。お願いします' })
  await shopper.sees('おいしそう')
  await shopper.choose('おいしそう', shopper.t.message.react('😊'))
  await demo.say('shopper', { content: '間違えました' })
  await shopper.sees('間違えました')
  await shopper.choose('間違えました', shopper.t.message.delete)
  await shopper.page.getByRole('button', { name: shopper.t.message.delete, exact: true }).click()
  await shopper.bubble(shopper.t.message.deleted).waitFor()
  await demo.say('shopper', { content: lines.milk })
  await customer.sees(lines.milk)
}

/** Answers for the one host that the scene's pictures are on; all but one of them are gone. */
export async function withPictures(context: BrowserContext): Promise<void> {
  await context.route('https://pictures.example/**', (route) =>
    route.request().url().endsWith('shelf.svg')
      ? route.fulfill({ contentType: 'image/svg+xml', body: Buffer.from(shelf) })
      : route.abort(),
  )
}

/** Asks the host's own code for something, as the shopper's buttons do. */
export async function order(demo: Demo, status: string): Promise<void> {
  await host(demo, 'order-status', { status })
}

export async function receipt(demo: Demo): Promise<void> {
  await host(demo, 'receipt', {})
}

async function host(demo: Demo, what: string, body: object): Promise<void> {
  const response = await fetch(`${demo.url}/demo/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${what} answered ${response.status}`)
}

const berry = (x: number, y: number) =>
  `<path d="M${x} ${y}c22-16 52 0 44 28-6 22-26 42-44 54-18-12-38-32-44-54-8-28 22-44 44-28z" fill="#d3222f"/>` +
  `<path d="M${x - 22} ${y - 4}l22-14 22 14-22 10z" fill="#3f8f3a"/>`

const shelf =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" width="640" height="400">' +
  '<rect width="640" height="400" fill="#f3e9d8"/><rect y="300" width="640" height="100" fill="#c79a62"/>' +
  '<rect x="70" y="120" width="230" height="190" rx="14" fill="#e8f3ea"/>' +
  '<rect x="340" y="120" width="230" height="190" rx="14" fill="#e8f3ea"/>' +
  [130, 240, 400, 510].map((x) => berry(x, 160) + berry(x - 4, 235)).join('') +
  '</svg>'
