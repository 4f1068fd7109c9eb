import { chromium, type Browser } from 'playwright-core'

/**
 * Nothing but this machine is reachable: every other name fails to resolve, and the services a
 * browser likes to call at home are off. A test that needs the internet fails here, not elsewhere.
 */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Starts the browser that OTSY_CHROMIUM names; `npm test` finds it and sets that. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env['OTSY_CHROMIUM']
  if (!executablePath) {
    throw new Error('OTSY_CHROMIUM is not set. Run the browser tests with: npm run test:e2e')
  }
  return chromium.launch({ executablePath, args: flags, headless: true })
}
