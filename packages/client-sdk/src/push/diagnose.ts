import type { Preferences } from '@otsy/protocol'
import type { PushFinding, PushFindingCode, PushPreference } from '../api/push'
import type { Environment } from '../environment'
import { OtsyError } from '../error'
import type { RestClient } from '../rest-types'
import type { PushRecord } from '../service-worker/records'
import { keyOf, plainKey } from '../service-worker/subscription'
import { WORKER_VERSION } from '../service-worker/version'
import { findings } from './findings'
import type { PushPlatform } from './platform'
import { isQuiet } from './quiet'
import { scopePath } from './scope-path'
import { versionOf } from './worker'

export type DiagnosisRest = Pick<
  RestClient,
  'getVapidPublicKey' | 'listSubscriptions' | 'getPreferences'
>

export interface Diagnosis {
  readonly platform: PushPlatform | null
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer' | 'now'>
  readonly rest: DiagnosisRest
  readonly record: PushRecord | undefined
  readonly worker: string | ServiceWorkerRegistration
  readonly scope: string | undefined
}

const PREFERENCES: readonly PushPreference[] = [
  'order_updates',
  'chat_messages',
  'promotional',
  'system_alerts',
]

type Details<K extends PushFindingCode> = Omit<
  Extract<PushFinding, { readonly code: K }>,
  'code' | 'message' | 'remedy'
>

/** Looks at everything between the server's decision and the screen, in the order to mend it. */
export async function diagnose(diagnosis: Diagnosis): Promise<readonly PushFinding[]> {
  const { platform } = diagnosis
  const obstacle = platform === null ? 'unsupported_browser' : platform.obstacle
  if (platform === null || obstacle !== null) return [finding(obstacle ?? 'unsupported_browser')]
  const permission = platform.permission()
  return [
    ...(permission === 'granted' ? [] : [finding(`permission_${permission}`)]),
    ...(await ofBrowser(diagnosis, platform)),
    ...(await ofPreferences(diagnosis)),
  ]
}

function finding<K extends PushFindingCode>(
  code: K,
  ...[details]: object extends Details<K> ? [] : [details: Details<K>]
): PushFinding {
  const [message, remedy] = findings[code]
  // One of the union by construction, which the compiler can't follow through a parameter.
  return { code, message, remedy, ...details } as unknown as PushFinding
}

async function ofBrowser(diagnosis: Diagnosis, platform: PushPlatform): Promise<PushFinding[]> {
  const { environment, record, worker, scope } = diagnosis
  const registration =
    typeof worker === 'object'
      ? worker
      : await platform.find(record?.scope ?? scopePath(worker, scope))
  if (!registration?.active) {
    return [finding('no_worker'), ...(await ofServer(diagnosis, null))]
  }
  const found = await versionOf(registration.active, environment)
  const version = { expected: WORKER_VERSION, found: found ?? 0 }
  const subscription = await registration.pushManager.getSubscription()
  return [
    ...(found === null ? [finding('foreign_worker')] : []),
    ...(found !== null && found !== WORKER_VERSION ? [finding('worker_version', version)] : []),
    ...(subscription === null || record === undefined ? [finding('no_subscription')] : []),
    ...(await ofServer(diagnosis, subscription)),
  ]
}

async function ofServer(
  { rest, record }: Diagnosis,
  subscription: PushSubscription | null,
): Promise<PushFinding[]> {
  const found: PushFinding[] = []
  try {
    const { publicKey } = await rest.getVapidPublicKey()
    const key = subscription && (keyOf(subscription) ?? record?.key)
    if (key && key !== plainKey(publicKey)) found.push(finding('key_mismatch'))
    if (record === undefined) return found
    const { subscriptions } = await rest.listSubscriptions()
    const known = subscriptions.find(({ id }) => id === record.id)
    if (known === undefined) found.push(finding('subscription_unknown'))
    if (known?.state === 'key_mismatch') found.push(finding('subscription_key_mismatch'))
  } catch (fault) {
    found.push(...unanswered(fault))
  }
  return found
}

async function ofPreferences({ rest, environment }: Diagnosis): Promise<PushFinding[]> {
  let preferences: Preferences
  try {
    preferences = await rest.getPreferences()
  } catch {
    // That the server does not answer was found already.
    return []
  }
  const off = PREFERENCES.filter((preference) => !preferences[preference])
  const quiet = preferences.quiet_hours
  return [
    ...off.map((preference) => finding('preference_off', { preference })),
    ...(quiet && isQuiet(quiet, environment.now()) ? [finding('quiet_hours', quiet)] : []),
  ]
}

function unanswered(fault: unknown): PushFinding[] {
  if (!(fault instanceof OtsyError)) throw fault
  return fault.code === 'push_not_configured'
    ? [finding('push_not_configured')]
    : [finding('server_unreachable', { error: fault })]
}
