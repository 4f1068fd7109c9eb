import { expect, test } from 'vitest'
import { chatContent } from './chat-content'
import type { TemplateResult, Templates } from './templates'
import { words } from './words'

const quiet = () => undefined
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

test.each([
  ['ja', words('en').receiptShared, 'レシートが共有されました'],
  ['en', words('ja').receiptShared, 'Shared a receipt'],
  ['en', '', 'Shared a receipt'],
  ['ja', '合計 1,280円です', '合計 1,280円です'],
])('a shared receipt in %s, said as %s', (locale, content, body) => {
  expect(written(content, { locale, type: 'receipt_shared' }).body).toBe(body)
})

test('what a template makes is cleaned and cut to what every database can hold', () => {
  const made = {
    ...{ title: 't'.repeat(300), body: '🥚'.slice(0, 1), icon: 'i\0', url: '/\ud800x', data: {} },
    actions: [{ action: 'a\0', title: '🥚'.slice(1), icon: 5 }, null, { action: 'no title' }],
  }
  expect(written('Hello', { template: () => made as unknown as TemplateResult })).toEqual({
    ...{ title: 't'.repeat(200), body: '', icon: 'i', url: '/\ufffdx', data: {} },
    actions: [{ action: 'a', title: '\ufffd' }],
  })
})

test.each([
  ['a promise', Promise.resolve({})],
  ['data that no database can hold', { title: '', body: '', data: { text: '\0' } }],
  ['data that are no JSON', { title: '', body: '', data: { size: 1n } }],
  ['no data', { title: '', body: '' }],
])('a template that answers %s costs its own words', (_, made) => {
  const template = () => made as unknown as TemplateResult
  expect(written('Hello', { template }).body).toBe('Hello')
})

function written(
  content: string,
  given: {
    readonly locale?: string
    readonly type?: string
    readonly template?: Templates['chat_message'] & {}
  },
) {
  const { locale = 'en', type = 'text', template } = given
  const message = { id: 'm', seq: 1, type, content, sender_id: null, metadata: null }
  const chat = {
    chat_id: 'c',
    order_id: 'o',
    is_member: true,
    muted_until: null,
    count: 1,
    message,
  }
  const templates = template && { chat_message: template }
  return chatContent(chat, message, { locale, sender: '', templates, logger })
}
