// Sends as fast as it can, with `webpush.sendNotification` or with Otsy's sender.
import { webPush } from '@otsy/server-kit/web-push'
import webpush from 'web-push'
import { browserKeys } from './browsers'
import type { Place, SenderOrder, SenderReport } from './messages'

const BROWSERS = 1_000
const SUBJECT = 'mailto:bench@otsy.example'
const TTL = 60
/** As long as a notification of a chat message is. */
const PAYLOAD = JSON.stringify({ title: 'New message from Hanako', body: 'x'.repeat(259) })

const [name = '', given = '{}'] = process.argv.slice(2)
const { origin, ca, publicKey, privateKey } = JSON.parse(given) as Place
const tell = (report: SenderReport) => process.send?.(report)
const targets = browserKeys(BROWSERS).map((keys, i) => ({
  endpoint: `${origin}/push/${i}`,
  ...keys,
}))
const sends = { webpush: withLibrary, otsy: withOtsy }
const send = sends[name as keyof typeof sends]()

let next = 0
let isEnding = false
let inAll = 0

process.on('message', (order: SenderOrder) => void measured(order))
tell({ is: 'ready' })

async function measured({ inFlight, warmUp, measure }: SenderOrder): Promise<void> {
  isEnding = false
  inAll = 0
  const loops = Promise.all(Array.from({ length: inFlight }, loop))
  await new Promise((resolve) => setTimeout(resolve, warmUp))
  const [before, cpu, began] = [inAll, process.cpuUsage(), performance.now()]
  await new Promise((resolve) => setTimeout(resolve, measure))
  const { user, system } = process.cpuUsage(cpu)
  const count = inAll - before
  const elapsedMs = performance.now() - began
  isEnding = true
  await loops
  tell({ is: 'sent', count, inAll, elapsedMs, cpuMicros: user + system })
}

async function loop(): Promise<void> {
  while (!isEnding) {
    const target = targets[next++ % targets.length]
    if (target === undefined) return
    await send(target)
    inAll++
  }
}

type Send = (target: (typeof targets)[number]) => Promise<void>

/** As its README says. It trusts the service by NODE_EXTRA_CA_CERTS. */
function withLibrary(): Send {
  webpush.setVapidDetails(SUBJECT, publicKey, privateKey)
  return async ({ endpoint, p256dh, auth }) => {
    const subscription = { endpoint, keys: { p256dh, auth } }
    const { statusCode } = await webpush.sendNotification(subscription, PAYLOAD, { TTL })
    if (statusCode !== 201) throw new Error(`It answered ${statusCode}.`)
  }
}

function withOtsy(): Send {
  const vapid = { publicKey, privateKey, subject: SUBJECT }
  const sender = webPush({ vapid, unsafeTestServices: [{ origin, ca }] })
  return async (target) => {
    const answer = await sender.send(target, { payload: PAYLOAD, ttl: TTL, urgency: 'high' })
    if (answer.outcome !== 'accepted') throw new Error(JSON.stringify(answer))
  }
}
