import type { Browser } from 'puppeteer-core'

/** What Firefox shows in a corner of the screen, outside of any page. */
export interface Alert {
  readonly title: string
  readonly body: string
}

interface Context {
  readonly context: string
  readonly url: string
}

/** puppeteer speaks BiDi; its commands for windows of the browser itself have no wrapper. */
interface Bidi {
  send(method: string, params: object): Promise<{ readonly result: unknown }>
}

const ALERT = 'chrome://global/content/alerts/alert.xhtml'
// Twenty seconds after it came Firefox takes an alert down by itself, at the end of an animation: that must not
// pass for ours, so it stands still from when it is first looked at.
const READ = `{
  for (const animation of document.getElementById('alertBox').getAnimations()) {
    if (animation.animationName === 'alert-animation') animation.pause()
  }
  JSON.stringify({
    title: document.getElementById('alertTitleLabel').getAttribute('value'),
    body: document.getElementById('alertTextLabel').textContent,
  })
}`
const LOOK_MS = 30

/** The screen of a person: what is shown on it, and a trusted click on that. */
export class Screen {
  readonly #bidi: Bidi

  constructor(browser: Browser) {
    this.#bidi = (browser as unknown as { readonly connection: Bidi }).connection
  }

  async alerts(): Promise<Alert[]> {
    const alerts: Alert[] = []
    for (const { context } of await this.#windows()) {
      // It may close while it is looked at.
      const text = await this.#evaluate(context, READ).catch(() => null)
      if (text !== null) alerts.push(JSON.parse(text) as Alert)
    }
    return alerts
  }

  /** Waits until what is shown is right; a test's own time limit ends it. */
  async until(isRight: (alerts: readonly Alert[]) => boolean): Promise<readonly Alert[]> {
    for (;;) {
      const alerts = await this.alerts()
      if (isRight(alerts)) return alerts
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  /** Waits for the alert with a text in it. */
  async shows(body: string): Promise<Alert> {
    const alerts = await this.until((all) => all.some((alert) => alert.body.includes(body)))
    return alerts.find((alert) => alert.body.includes(body)) as Alert
  }

  /** Clicks as a person does, which lets the worker open a window. */
  async click(body: string): Promise<void> {
    await this.shows(body)
    for (const { context } of await this.#windows()) {
      const text = await this.#evaluate(context, READ)
      if (!(JSON.parse(text) as Alert).body.includes(body)) continue
      await this.#evaluate(context, 'onAlertClick(); ""')
      return
    }
    throw new Error(`Nothing shows “${body}” any more.`)
  }

  async #windows(): Promise<Context[]> {
    const params = { 'moz:scope': 'chrome' }
    const { result } = await this.#bidi.send('browsingContext.getTree', params)
    return (result as { contexts: Context[] }).contexts.filter(({ url }) => url === ALERT)
  }

  async #evaluate(context: string, expression: string): Promise<string> {
    const params = { expression, target: { context }, awaitPromise: true }
    const { result } = await this.#bidi.send('script.evaluate', params)
    return (result as { result: { value: string } }).result.value
  }
}
