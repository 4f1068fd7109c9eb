import type { TestService } from '@otsy/server-kit/web-push'
import { readFileSync } from 'node:fs'
import type { Fault } from './fault'

/**
 * A push service of the browser tests on this machine: `TEST_PUSH_ORIGIN`, and `TEST_PUSH_CA_FILE` with the
 * PEM of its certificate. Through it a stranger could make the server call itself, so production refuses.
 */
export function readTestPush(
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
): TestService | undefined {
  const { TEST_PUSH_ORIGIN: origin = '', TEST_PUSH_CA_FILE: file = '' } = env
  if (origin === '' && file === '') return undefined
  const mend = 'Set both in tests alone, as e2e does; unset both everywhere else.'
  if (env.NODE_ENV === 'production') {
    const setting = origin === '' ? 'TEST_PUSH_CA_FILE' : 'TEST_PUSH_ORIGIN'
    faults.push({ setting, why: 'is for tests, and NODE_ENV is production.', mend })
    return undefined
  }
  if (!/^https:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/.test(origin)) {
    const why = 'is not an https origin on this machine.'
    faults.push({ setting: 'TEST_PUSH_ORIGIN', why, mend })
    return undefined
  }
  try {
    return { origin, ca: readFileSync(file, 'utf8') }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    faults.push({ setting: 'TEST_PUSH_CA_FILE', why: `cannot be read (${said}).`, mend })
    return undefined
  }
}
