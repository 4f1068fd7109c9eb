import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { en, type Dictionary } from '../../examples/web/src/i18n/en'
import { ja } from '../../examples/web/src/i18n/ja'
import type { Demo, Side } from './demo'

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
export const desktop = { viewport: { width: 1280, height: 800 } }

export interface PersonOptions {
  readonly as: Side
  readonly language: 'ja' | 'en'
  readonly context?: BrowserContextOptions
}

/** Somebody in front of the page, in a browser profile of their own. */
export class Person {
  readonly page: Page
  /** Every text of the page, in this person's language. */
  readonly t: Dictionary
  readonly context: BrowserContext
  readonly #faults: string[] = []

  constructor(page: Page, t: Dictionary) {
    this.page = page
    this.t = t
    this.context = page.context()
    page.on('pageerror', (fault) => this.#faults.push(String(fault)))
    page.on('console', (line) => {
      // A browser reports every lost connection as an error; losing some is what is tested. Profiles that
      // are thrown away have no push service.
      const network = /net::|WebSocket|Failed to load resource|incognito/.test(line.text())
      if (line.type() === 'error' && !network) this.#faults.push(line.text())
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close()
    expect(this.#faults).toEqual([])
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: this.t.composer.label, exact: true })
  }

  get log(): Locator {
    return this.page.getByRole('log')
  }

  get dots(): Locator {
    return this.page.locator('.typing-dots')
  }

  /** The line of the log that holds a text. */
  line(text: string): Locator {
    return this.log.locator('[data-key]').filter({ hasText: text })
  }

  /** The bubble that says a text; one that only quotes it is another. */
  bubble(text: string): Locator {
    return this.log.getByRole('article', { name: text })
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Picks something from a message's options. */
  async choose(text: string, choice: string): Promise<void> {
    await this.bubble(text).press('Enter')
    await this.page.getByRole('menuitem', { name: choice, exact: true }).click()
  }

  async sees(text: string): Promise<void> {
    await this.line(text).first().waitFor()
  }

  /** Waits until the state beside a line is this one, in words. */
  async seesState(text: string, state: string): Promise<void> {
    await this.line(text).getByRole('img', { name: state, exact: true }).waitFor()
  }

  /** The texts of all bubbles that are shown, from the top. */
  async texts(): Promise<string[]> {
    return this.page.locator('.bubble-text').allTextContents()
  }
}

/** Opens the demo as one of its people, with the chat in view. */
export async function openAs(
  browser: Browser,
  demo: Demo,
  options: PersonOptions,
): Promise<Person> {
  const { as, language, context = desktop } = options
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB'
  const profile = await browser.newContext({ locale, timezoneId: 'Asia/Tokyo', ...context })
  profile.setDefaultTimeout(20_000)
  const person = new Person(await profile.newPage(), language === 'ja' ? ja : en)
  await person.page.goto(`${demo.url}/${as}?chat=${await demo.chatId()}`)
  // Joined: what the others do now is heard.
  await person.page.locator('[role=log][aria-busy=false]').waitFor()
  return person
}
