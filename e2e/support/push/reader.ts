import type { Browser } from 'puppeteer-core'

/** A notification as the browser keeps it, with what the screen does not show. */
export interface Kept {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly icon: string
  readonly data: Readonly<Record<string, unknown>>
  readonly actions: readonly { readonly action: string; readonly title: string }[]
}

/**
 * The notifications that workers of a site show now, read from a page of that site that is none of the
 * app's, and closed again: the app stays closed.
 */
export async function keptNotifications(browser: Browser, siteUrl: string): Promise<Kept[]> {
  const page = await browser.newPage()
  try {
    await page.goto(`${siteUrl}/icons/order.png`)
    return await page.evaluate(async () => {
      const registrations = await navigator.serviceWorker.getRegistrations()
      const shown = await Promise.all(registrations.map((one) => one.getNotifications()))
      return shown.flat().map((one) => {
        // The DOM's type leaves out what only workers can set.
        const { actions } = one as Notification & { actions: Kept['actions'] }
        const { title, body, tag, icon } = one
        const data = one.data as Kept['data']
        return {
          ...{ title, body, tag, data },
          icon: new URL(icon).pathname,
          actions: actions.map(({ action, title: label }) => ({ action, title: label })),
        }
      })
    })
  } finally {
    await page.close()
  }
}
