import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../examples/web/src/i18n/en'
import { startDemo, type Demo } from './support/demo'
import { launchFirefox } from './support/push/firefox'
import { startPushService } from './support/push/push-service'
import { keptNotifications } from './support/push/reader'
import { Screen } from './support/push/screen'

// One browser and one server, and what happens to them in a day: each test goes on from the last.
describe('pushes in Firefox', () => {
  let service: Awaited<ReturnType<typeof startPushService>>
  let folder: string
  let demo: Demo
  let browser: Browser
  let screen: Screen

  beforeAll(async () => {
    service = await startPushService()
    folder = await mkdtemp(join(tmpdir(), 'otsy-firefox-'))
    const certificate = join(folder, 'push-service.pem')
    await writeFile(certificate, service.certificate)
    demo = await startDemo({
      env: { TEST_PUSH_ORIGIN: service.origin, TEST_PUSH_CA_FILE: certificate },
    })
    await start()
  })

  afterAll(async () => {
    await browser.close()
    await demo[Symbol.asyncDispose]()
    await service[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  async function start(): Promise<void> {
    const { webSocketUrl } = service
    browser = await launchFirefox({ webSocketUrl, profile: join(folder, 'profile') })
    screen = new Screen(browser)
  }

  async function openApp(): Promise<Page> {
    const page = await browser.newPage()
    await page.goto(`${demo.url}/customer?chat=${await demo.chatId()}`)
    await page.waitForSelector('[role=log][aria-busy=false]')
    return page
  }

  const inSettings = async (page: Page) => {
    await (await page.waitForSelector(`aria/${en.notifications.title}[role="button"]`))?.click()
    await (await page.waitForSelector(`aria/${en.settings.title}[role="button"]`))?.click()
  }

  test('are turned on by a button that first says what will come', async () => {
    const page = await openApp()
    await inSettings(page)
    await page.waitForSelector(`text/${en.push.what}`)
    await (await page.waitForSelector(`aria/${en.push.enable}[role="button"]`))?.click()
    await page.waitForSelector(`text/${en.push.onHint}`)
    expect(await demo.devices('customer')).toMatchObject([{ state: 'active' }])
    await page.close()
  })

  test('show a message while the page is closed, as its template says', async () => {
    const messageId = await demo.say('shopper', { content: '商品について質問があります' })
    const chatId = await demo.chatId()
    expect(await screen.shows('商品について質問があります')).toEqual({
      title: 'New message from 佐藤さん',
      body: '商品について質問があります',
    })
    const [kept, ...others] = await keptNotifications(browser, demo.url)
    expect(others).toEqual([])
    expect(kept).toMatchObject({
      title: 'New message from 佐藤さん',
      body: '商品について質問があります',
      icon: '/icons/chat-notification.png',
      tag: chatId,
      data: { type: 'chat_message', chatId, messageId },
      actions: [
        { action: 'reply', title: 'Reply' },
        { action: 'view_order', title: 'View Order' },
      ],
    })
    expect(service.refusals).toEqual([])
  })

  test('lead to the chat by a click, and are gone then', async () => {
    await screen.click('商品について質問があります')
    const target = await browser.waitForTarget((one) => one.url().startsWith(demo.url))
    const page = await target.page()
    await page?.waitForSelector('[role=log][aria-busy=false]')
    expect(page?.url()).toContain(await demo.chatId())
    await page?.waitForSelector(`text/商品について質問があります`)
    await screen.until((alerts) => alerts.length === 0)
    await page?.close()
  })

  test('go when the chat is read on another device', async () => {
    await demo.say('shopper', { content: '2本でよろしいですか？' })
    await screen.shows('2本でよろしいですか？')
    await demo.readAll('customer')
    await screen.until((alerts) => alerts.length === 0)
    expect(await keptNotifications(browser, demo.url)).toEqual([])
  })

  test('come after the browser was closed and started again', async () => {
    await browser.close()
    await demo.say('shopper', { content: 'レジに並んでいます' })
    await start()
    await screen.shows('レジに並んでいます')
    await demo.readAll('customer')
    await screen.until((alerts) => alerts.length === 0)
  })

  test('go on by the worker alone when the browser changed its subscription', async () => {
    const [device] = await demo.devices('customer')
    // Its old address is busy, not gone: what waits for the device finds the new one.
    for (const channel of service.browsers.channels) service.answer(channel, 503)
    service.browsers.forget()
    await service.browsers.registered()
    await demo.say('shopper', { content: '新しい住所に届きます' })
    await screen.shows('新しい住所に届きます')
    expect(await demo.devices('customer')).toMatchObject([{ id: device?.id }])
    await demo.readAll('customer')
    await screen.until((alerts) => alerts.length === 0)
  })

  test('end for an address the push service gave up, and begin anew at the next visit', async () => {
    const [device] = await demo.devices('customer')
    for (const channel of service.browsers.channels) service.answer(channel, 410)
    await demo.say('shopper', { content: '届かないお知らせ' })
    await demo.untilDevices('customer', (devices) => devices.length === 0)
    const page = await openApp()
    const [renewed] = await demo.untilDevices('customer', (devices) => devices.length === 1)
    expect(renewed?.id).not.toBe(device?.id)
    await page.close()
    await demo.say('shopper', { content: 'また届きます' })
    await screen.shows('また届きます')
  })
})
