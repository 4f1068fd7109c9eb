import { expect, test } from 'vitest'
import { RECEIPT_TEXT } from '../chat/kinds'
import { chatContent } from './chat-content'

const quiet = () => undefined
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

test.each([
  ['ja', RECEIPT_TEXT, 'レシートが共有されました'],
  ['en', RECEIPT_TEXT, 'Shared a receipt'],
  ['ja', '合計 1,280円です', '合計 1,280円です'],
])('a shared receipt in %s, said as %s', (locale, content, body) => {
  const message = { id: 'm', seq: 1, type: 'receipt_shared', content, sender_id: null }
  const chat = { chat_id: 'c', order_id: 'o', is_member: true, muted_until: null, count: 1 }
  const told = { ...message, metadata: null }
  const context = { locale, sender: '', templates: undefined, logger }
  expect(chatContent({ ...chat, message: told }, told, context).body).toBe(body)
})
