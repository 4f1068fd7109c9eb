import puppeteer, { type Browser } from 'puppeteer-core'

export interface FirefoxOptions {
  /** Of the push service. */
  readonly webSocketUrl: string
  /** A folder that outlives the browser; what it subscribed is there after a restart. */
  readonly profile: string
}

/** Starts the browser that OTSY_FIREFOX names, with no push service but the given one. */
export async function launchFirefox({ webSocketUrl, profile }: FirefoxOptions): Promise<Browser> {
  const executablePath = process.env['OTSY_FIREFOX']
  if (!executablePath) {
    throw new Error('OTSY_FIREFOX is not set. Run the browser tests with: npm run test:e2e')
  }
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    userDataDir: profile,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'dom.push.connection.enabled': true,
      'dom.push.serverURL': webSocketUrl,
      'dom.push.testing.allowInsecureServerURL': true,
      // Without it nothing is shown on a machine that has no desktop.
      'alerts.useSystemBackend': false,
      'permissions.default.desktop-notification': 1,
      // Milliseconds before it connects again.
      'dom.push.retryBaseInterval': 100,
      'network.dns.disabled': true,
    },
  })
}
