import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { en } from '../examples/web/src/i18n/en'
import { seriousFaults } from './support/axe'
import { useBrowser } from './support/browser'
import { startDemo, type Demo } from './support/demo'
import { Operator } from './support/operator'
import { desktop, openAs, phone, type Person } from './support/person'

const browser = useBrowser()
let demo: Demo
let operator: Operator

beforeAll(async () => {
  demo = await startDemo()
  operator = new Operator(demo)
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
})
beforeEach(async () => {
  // What the last test left is read, and its choices are taken back.
  for (const side of ['customer', 'shopper'] as const) {
    await demo.readAll(side)
    const ids = (await operator.history(side)).filter((one) => !one.read_at).map(({ id }) => id)
    if (ids.length > 0) await operator.markRead(side, ids)
    const all = { order_updates: true, chat_messages: true, system_alerts: true }
    await operator.setPreferences(side, { ...all, promotional: false, quiet_hours: null })
  }
})

const alert = (title: string) => ({ kind: 'system_alert' as const, title, body: '今夜2時から' })

const bell = ({ page, t }: Person, unread = 0) => {
  const count = unread === 0 ? [] : [t.notifications.unread(`${unread}`)]
  return page.getByRole('button', {
    name: [t.notifications.title, ...count].join(', '),
    exact: true,
  })
}

const panel = ({ page }: Person) => page.locator('.notification-panel')
const notice = (person: Person, text: string) =>
  panel(person).getByRole('listitem').filter({ hasText: text })

test('the bell counts what is unread as it happens, on every page the same, and leads there', async () => {
  await using one = await openAs(browser(), demo, {
    as: 'customer',
    language: 'ja',
    context: phone,
  })
  await using other = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t } = one
  await other.page.goto('about:blank')
  await page.getByRole('button', { name: t.chat.back }).tap()
  await operator.send('customer', alert('メンテナンス'))
  await demo.say('shopper', { content: '牛乳がありません' })
  await bell(one, 2).tap()
  await notice(one, '佐藤さんからの新着メッセージ').waitFor()
  expect(await notice(one, 'メンテナンス').textContent()).toContain(
    t.notifications.kinds.system_alert,
  )

  // To its chat, where it is read: only the other one is left.
  await notice(one, '牛乳がありません').getByRole('button').first().tap()
  await one.sees('牛乳がありません')
  await panel(one).waitFor({ state: 'detached' })
  await bell(one, 1).waitFor()

  await other.page.goto(`${demo.url}/customer`)
  await bell(other, 1).waitFor()
  await bell(one, 1).tap()
  const mark = notice(one, 'メンテナンス').getByRole('button', { name: t.notifications.markRead })
  await mark.tap()
  await mark.waitFor({ state: 'detached' })
  await bell(other).waitFor()

  // What comes while one looks stands on top at once.
  await operator.send('customer', alert('復旧しました'))
  await panel(one).getByRole('listitem').first().getByText('復旧しました').waitFor()
  await panel(one).getByRole('button', { name: t.notifications.allRead }).tap()
  await page.keyboard.press('Escape')
  await bell(one).waitFor()
  await bell(other).click()
  await notice(other, '牛乳がありません').getByRole('button').first().click()
  await panel(other).waitFor({ state: 'detached' })
  await other.sees('牛乳がありません')
})

test('the history goes on as it is scrolled, and what fails is tried again', async () => {
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  const { page, t } = shopper
  await bell(shopper).click()
  await panel(shopper).getByText(t.notifications.empty, { exact: true }).waitFor()
  await page.keyboard.press('Escape')

  for (let index = 0; index < 65; index++) await operator.send('shopper', alert(`No. ${index}.`))
  await bell(shopper, 65).waitFor()
  const history = '**/v1/notifications/history*'
  await page.route(history, (route) => route.abort())
  await page.reload()
  await bell(shopper, 65).click()
  await panel(shopper).getByText(t.notifications.error).waitFor()
  await page.unroute(history)
  await panel(shopper).getByRole('button', { name: t.message.retry }).click()
  await notice(shopper, 'No. 64.').waitFor()
  const rows = panel(shopper).getByRole('listitem')
  await expect
    .poll(async () => {
      await rows.last().scrollIntoViewIfNeeded()
      return rows.count()
    })
    .toBe(65)
  await notice(shopper, 'No. 0.').waitFor()
  for (let index = 65; index < 100; index++) await operator.send('shopper', alert(`No. ${index}.`))
  const many = [t.notifications.title, t.notifications.unread('99+')].join(', ')
  await page.getByRole('button', { name: many, exact: true, includeHidden: true }).waitFor()
  await page.keyboard.press('Escape')
  expect(await seriousFaults(page)).toEqual([])
})

test('what became of one is told in order, to its person and to an operator', async () => {
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t } = customer
  const body = 'From two o’clock at night. '.repeat(20)
  const id = await operator.send('customer', { ...alert('Outage'), body })
  await bell(customer, 1).click()
  // It leads nowhere, and is read here.
  const text = notice(customer, 'Outage').locator('.notice-body')
  const hidden = () => text.evaluate((box) => box.scrollHeight - box.clientHeight)
  expect(await hidden()).toBeGreaterThan(0)
  await notice(customer, 'Outage').getByRole('button').first().click()
  await expect.poll(hidden).toBe(0)
  const why = notice(customer, 'Outage').getByRole('button', { name: t.explain.open })
  await why.focus()
  await page.keyboard.press('Enter')
  const said = [t.explain.steps['preference.passed'] ?? '', t.explain.steps['send.none'] ?? '']
  const steps = panel(customer).locator('.step')
  await expect.poll(() => steps.count()).toBeGreaterThanOrEqual(said.length)
  const told = (await steps.allTextContents()).join('\n')
  expect(said.map((text) => told.indexOf(text))).toEqual(
    said.map((text) => told.indexOf(text)).toSorted((a, b) => a - b),
  )
  for (const text of said) expect(told).toContain(text)
  await panel(customer).getByText(id).waitFor()
  await panel(customer).getByRole('button', { name: t.notifications.back }).press('Enter')
  await notice(customer, 'Outage').waitFor()

  await page.goto(`${demo.url}/operator`)
  await page.getByLabel(t.operator.explainNumber).fill(id)
  await page.getByLabel(t.operator.explainNumber).press('Enter')
  await page.getByText(said[1] ?? '', { exact: true }).waitFor()
})

test('settings are kept as they are made, and a refusal is said and shown', async () => {
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t } = customer
  await openSettings(customer)
  const toggle = (name: string) => page.getByRole('switch', { name: new RegExp(`^${name}`) })
  const kept = () => expect.poll(() => operator.preferences('customer'))

  await toggle(t.settings.preferences.promotional.title).check()
  await kept().toMatchObject({ promotional: true })
  await toggle(t.settings.quiet).check()
  const night = { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' }
  await kept().toMatchObject({ quiet_hours: night })
  await page.getByLabel(t.settings.from, { exact: true }).fill('23:30')
  await page.getByLabel(t.settings.from, { exact: true }).blur()
  await page.getByLabel(t.settings.zone).selectOption('Europe/Paris')
  await kept().toMatchObject({
    quiet_hours: { from: '23:30', to: '07:00', time_zone: 'Europe/Paris' },
  })
  await page.getByLabel(t.settings.to, { exact: true }).fill('23:30')
  await page.getByText(t.settings.same).waitFor()
  await page.getByLabel(t.settings.to, { exact: true }).fill('06:00')
  await toggle(t.settings.quiet).uncheck()
  await kept().not.toHaveProperty('quiet_hours.from')
  await page.getByLabel(t.settings.language).selectOption({ label: '日本語' })
  await kept().toMatchObject({ locale: 'ja' })

  await page.route('**/v1/notifications/preferences', (route) => route.abort())
  await toggle(t.settings.preferences.order_updates.title).click()
  await page.getByText(t.settings.notSaved(t.reasons.offline)).waitFor()
  expect(await toggle(t.settings.preferences.order_updates.title).isChecked()).toBe(true)
})

test('the button says what will come, and what stands in the way', async () => {
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t, context } = customer
  await context.grantPermissions(['notifications'], { origin: demo.url })
  await openSettings(customer)
  await page.getByText(t.push.what).waitFor()
  await page.getByText(t.push.undo).waitFor()
  // This browser has a push service that can't be reached.
  await page.getByRole('button', { name: t.push.enable }).click()
  await page.getByText(t.reasons.pushFailed).waitFor()
  await page.getByRole('button', { name: t.push.check, exact: true }).click()
  await page.getByText(t.push.findings.no_subscription[0]).waitFor()
  expect(await seriousFaults(page)).toEqual([])

  await using iphone = await openAs(browser(), demo, {
    as: 'customer',
    language: 'ja',
    context: phone,
  })
  await iphone.context.addInitScript(() => {
    Reflect.deleteProperty(window, 'PushManager')
    Object.assign(navigator, { standalone: false })
  })
  await iphone.page.reload()
  await openSettings(iphone)
  await iphone.page.getByText(iphone.t.push.findings.ios_home_screen[1]).waitFor()

  await using other = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  await other.context.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await other.page.reload()
  await openSettings(other)
  await other.page.getByText(other.t.push.findings.permission_denied[1]).waitFor()
})

test('an operator sends to many, sees it go out, and takes back what is left', async () => {
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const context = await browser().newContext({ locale: 'en-GB', ...desktop })
  const page = await context.newPage()
  const t = en
  await page.goto(`${demo.url}/`)
  await page.getByRole('link', { name: t.landing.operator }).click()

  await page.getByRole('button', { name: t.operator.send }).click()
  await page.getByText(t.operator.missing).waitFor()
  const heading = page.getByLabel(t.operator.heading)
  await expect.poll(() => heading.evaluate((input) => input.matches(':focus'))).toBe(true)
  const described = await heading.getAttribute('aria-describedby')
  expect(await page.locator(`[id="${described}"]`).textContent()).toBe(t.operator.missing)
  await page.getByRole('radio', { name: t.operator.named }).check()
  await page.getByRole('button', { name: '田中' }).click()
  await page.getByRole('button', { name: '佐藤' }).click()
  await page.getByLabel(t.operator.kind).selectOption('system_alert')
  await page.getByLabel(t.operator.heading).fill('To both of you')
  await page.locator('.preview').getByText('To both of you').waitFor()
  await send(page, t.operator.confirmNamed('2'), t.operator.confirm('2'))
  await page.getByText(t.operator.sent('2')).waitFor()
  const first = page.getByRole('listitem').filter({ hasText: 'To both of you' })
  await first.getByText(t.operator.states.done).waitFor()
  expect(await page.getByRole('progressbar').getAttribute('aria-valuetext')).toBe(
    t.operator.progress('2', '2'),
  )
  await bell(customer, 1).waitFor()

  // Quiet hours hold one back: what has not gone out can be taken back.
  const all = { from: '00:00', to: '23:59', time_zone: 'UTC' }
  await operator.setPreferences('customer', { quiet_hours: all })
  await page.getByLabel(t.operator.kind).selectOption('order_update')
  await page.getByLabel(t.operator.heading).fill('Later')
  await send(page, t.operator.confirmNamed('2'), t.operator.confirm('2'))
  const second = page.getByRole('listitem').filter({ hasText: 'Later' })
  await second.getByText(`1 ${t.operator.byState.deferred}`).waitFor()
  await second.getByRole('button', { name: t.operator.cancel }).click()
  await second.getByText(t.operator.states.cancelled, { exact: true }).waitFor()
  await second.getByText(`1 ${t.operator.byState.cancelled}`).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await context.close()
})

async function send(page: Page, count: string, confirm: string): Promise<void> {
  await page.getByRole('button', { name: '…' }).click()
  await page.getByRole('dialog').getByText(count).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: confirm }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function openSettings(person: Person): Promise<void> {
  const { page, t } = person
  await page.getByRole('button', { name: new RegExp(`^${t.notifications.title}`) }).click()
  await panel(person).getByRole('button', { name: t.settings.title }).click()
  await page.getByRole('switch').first().waitFor()
}
