import { expect, test } from 'vitest'
import { useBrowser } from './support/browser'
import { startDemo, type Demo } from './support/demo'
import { desktop, openAs, type Person } from './support/person'

const browser = useBrowser()
const TOTAL = 180

test('the history goes up page by page and keeps its place', async () => {
  await using demo = await startDemo()
  await talkedAlready(demo)
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  await customer.sees(text(TOTAL))
  expect(await distanceFromBottom(customer)).toBeLessThan(2)

  // Each step looks at the line at the top, lets a page come in above it, and looks again.
  for (let before = TOTAL; (await oldest(customer)) > 1;) {
    const moved = await scrollUpAndWait(customer, before)
    expect(Math.abs(moved.shift)).toBeLessThanOrEqual(1)
    expect(moved.oldest).toBeLessThan(before)
    before = moved.oldest
  }
  await customer.page.getByText(customer.t.chat.beginning).waitFor()
  const numbers = (await customer.texts()).map((line) => Number(/\d+/.exec(line)?.[0]))
  expect(numbers).toEqual(Array.from({ length: TOTAL }, (_, index) => index + 1))
})

test('what is new below is counted, not jumped to', async () => {
  await using demo = await startDemo()
  await talkedAlready(demo)
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  await customer.sees(text(TOTAL))
  const { page, t, log } = customer
  await log.evaluate((box) => box.scrollBy(0, -900))
  await page.getByRole('button', { name: t.chat.latest }).waitFor()
  const place = await log.evaluate((box) => box.scrollTop)

  for (const news of ['新しい一', '新しい二', '新しい三']) {
    await demo.say('shopper', { content: news })
  }
  const pill = page.getByRole('button', { name: t.chat.newBelow('3') })
  await pill.waitFor()
  expect(await log.evaluate((box) => box.scrollTop)).toBe(place)

  await pill.click()
  await pill.waitFor({ state: 'detached' })
  expect(await distanceFromBottom(customer)).toBeLessThan(2)
})

test('a reply to something long ago leads there, and the way back is one press', async () => {
  await using demo = await startDemo()
  const [first] = await talkedAlready(demo)
  await demo.say('shopper', { content: 'その話の続きです', reply_to: first })
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  // Not loaded with the newest page, and quoted all the same.
  const quote = customer.line('その話の続きです').locator('.reply-quote')
  await quote.filter({ hasText: text(1) }).click()
  const source = customer.page.locator('.log-row-flash').filter({ hasText: text(1) })
  await source.waitFor()
  expect(await inView(customer, text(1))).toBe(true)

  await customer.page.getByRole('button', { name: customer.t.chat.latest }).click()
  await customer.sees('その話の続きです')
  expect(await inView(customer, 'その話の続きです')).toBe(true)
  expect(await distanceFromBottom(customer)).toBeLessThan(2)
})

test('the end stays in view while the window changes its size, and a draft outlives a reload', async () => {
  await using demo = await startDemo()
  await talkedAlready(demo)
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  await customer.sees(text(TOTAL))
  await customer.page.setViewportSize({ width: 800, height: 500 })
  await customer.page.waitForFunction(() => innerHeight === 500)
  const draft = '一\n二\n三\n四\n五\n六'
  await customer.composer.fill(draft)
  const field = await customer.composer.boundingBox()
  expect(field?.height).toBeLessThanOrEqual(136)
  await customer.page.waitForFunction(() => {
    const box = document.querySelector('[role=log]')
    return box !== null && box.scrollHeight - box.clientHeight - box.scrollTop < 2
  })
  await customer.page.setViewportSize(desktop.viewport)
  await customer.page.reload()
  await customer.sees(text(TOTAL))
  expect(await customer.composer.inputValue()).toBe(draft)
})

const text = (index: number) => `話 ${index}.`

/** Answers the ids, oldest first. */
async function talkedAlready(demo: Demo): Promise<string[]> {
  const ids: string[] = []
  for (let index = 1; index <= TOTAL; index++) {
    const as = index % 3 === 0 ? 'customer' : 'shopper'
    const content = index % 7 === 0 ? `${text(index)}\n二行目\n三行目` : text(index)
    ids.push(await demo.say(as, { content }))
  }
  return ids
}

function distanceFromBottom({ log }: Person): Promise<number> {
  return log.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop)
}

async function oldest(person: Person): Promise<number> {
  return Number(/\d+/.exec((await person.texts())[0] ?? '')?.[0])
}

function inView({ log }: Person, content: string): Promise<boolean> {
  return log.evaluate((box, wanted) => {
    const line = [...box.querySelectorAll('[data-key]')].find((one) =>
      one.querySelector('.bubble-text')?.textContent?.startsWith(wanted),
    )
    const frame = box.getBoundingClientRect()
    const place = line?.getBoundingClientRect()
    return place !== undefined && place.top >= frame.top && place.bottom <= frame.bottom
  }, content)
}

/** Scrolls up until a page is fetched, and tells how far the line looked at has moved by it. */
function scrollUpAndWait({ log }: Person, before: number) {
  return log.evaluate(async (box, known) => {
    const lines = () => [...box.querySelectorAll<HTMLElement>('[data-key]')]
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const number = (line: HTMLElement | undefined) =>
      Number(/\d+/.exec(line?.querySelector('.bubble-text')?.textContent ?? '')?.[0])
    box.scrollTop = 200
    await frame()
    const top = box.getBoundingClientRect().top
    const line = lines().find((one) => one.getBoundingClientRect().bottom > top)
    const from = line?.getBoundingClientRect().top ?? 0
    while (number(lines()[0]) >= known) await frame()
    await frame()
    return { oldest: number(lines()[0]), shift: (line?.getBoundingClientRect().top ?? 0) - from }
  }, before)
}
