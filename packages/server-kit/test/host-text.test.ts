import { expect, test } from 'vitest'
import { startServer } from './support/start-server'

const url = 'https://example.com/receipt.pdf'

test('what the host says without a text is in the language it chose, for the server or for once', async () => {
  await using server = await startServer({ notifications: { defaultLocale: 'ja' } })
  const { id } = await server.open()
  const { orders, receipts } = server.otsy
  const [inJapanese, inEnglish] = ['レシートが共有されました', 'A receipt was shared.']
  expect((await receipts.share(id, { url })).content).toBe(inJapanese)
  expect((await receipts.share(id, { url, locale: 'en' })).content).toBe(inEnglish)
  expect((await receipts.share(id, { url, content: '合計 1,280円' })).content).toBe('合計 1,280円')
  expect((await receipts.share(id, { url, content: '' })).content).toBe('')
  const update = { status: 'shopping' }
  expect((await orders.update('order-1', update)).content).toMatch(/買い物中$/)
  expect((await orders.update('order-1', update, { locale: 'en' })).content).toMatch(/: shopping$/)
})
