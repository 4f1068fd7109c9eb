import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { seriousFaults, type Rules } from './axe'
import { screenshot } from './screenshot'

export type Language = 'ja' | 'en'

/**
 * What axe looks for. Words are those of a language, colours those of a theme: nothing is looked at twice,
 * for looking is what takes the time.
 */
const rules: Record<Language, Record<'light' | 'dark', Rules>> = {
  ja: { light: 'all', dark: 'colours' },
  en: { light: 'all but colours', dark: 'none' },
}

/** Looks at what a page shows, in both themes: a picture for people, the rest for axe. */
export async function look(page: Page, language: Language, state: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  for (const theme of ['light', 'dark'] as const) {
    const name = `${theme}-${language}-${state}`
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await screenshot(page, name)
    expect(await seriousFaults(page, rules[language][theme]), name).toEqual([])
  }
}

/** Pixels by which the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}
