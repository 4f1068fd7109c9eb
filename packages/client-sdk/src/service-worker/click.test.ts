import { expect, it } from 'vitest'
import { ORIGIN, TestWorker } from '../../test/support/worker-scope'
import { installOtsyPush } from './install'

it('a click opens no second page beside one that was led but may not come to the front', async () => {
  const one = new TestWorker()
  installOtsyPush(one.scope)
  one.page('/elsewhere', false)
  const page = one.page('/settings')
  page.focus = () => Promise.reject(new DOMException('', 'InvalidAccessError'))
  await one.push({ title: 'x', data: { type: 'chat_message', chatId: 'chat-123' } })
  await one.click()
  expect([page.url, one.opened]).toEqual([`${ORIGIN}/chat/chat-123`, []])
})
