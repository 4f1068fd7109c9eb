import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeWindow {
  readonly axe?: { run(options: RunOptions): Promise<AxeResults> }
}

export type Rules = 'all' | 'all but colours' | 'colours' | 'none'

const options: Record<Exclude<Rules, 'none'>, RunOptions> = {
  all: {},
  'all but colours': { rules: { 'color-contrast': { enabled: false } } },
  colours: { runOnly: ['color-contrast'] },
}

/** What a screen reader's user or anyone with weaker sight would stumble over, in words. */
export async function seriousFaults(page: Page, rules: Rules = 'all'): Promise<string[]> {
  if (rules === 'none') return []
  // Evaluated, not added as a script: the page's own policy refuses foreign scripts.
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(await source)
  const { violations } = await page.evaluate(
    async (chosen) => {
      const { axe } = globalThis as unknown as AxeWindow
      if (axe === undefined) throw new Error('axe was not loaded')
      return await axe.run(chosen)
    },
    { ...options[rules], resultTypes: ['violations'] } satisfies RunOptions,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) =>
          `${id} (${help}): ${target.join(' ')} ${failureSummary}`,
      ),
    )
}
