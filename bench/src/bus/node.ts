import type { Signal } from '@otsy/server-kit'
import { latencies } from '../statistics'
import { candidates, type Addresses } from './candidates'
import type { Name } from './names'

/** One node of the measurement: told by the parent what to do, tells what it saw. */

export type Order =
  | { readonly do: 'flood'; readonly count: number }
  | { readonly do: 'pace'; readonly perSecond: number; readonly count: number }
  | { readonly do: 'reset' }
  | { readonly do: 'report' }
  /** The slowest receiver has heard so many. */
  | { readonly do: 'heard'; readonly count: number }

export type Report =
  | { readonly is: 'ready' }
  | { readonly is: 'heard'; readonly count: number }
  | {
      readonly is: 'report'
      readonly cpuMicros: number
      readonly latencies: ReturnType<typeof latencies>
    }

/** Signals under way at once. */
const WINDOW = 2_000
/** Signals of one turn, as a group commit gives them. */
const BURST = 20
const TELL_EVERY = 250

const [name = '', addresses = '{}'] = process.argv.slice(2)
const tell = (report: Report) => process.send?.(report)
const candidate = candidates[name as Name]

const bus = candidate(JSON.parse(addresses) as Addresses, () => tell({ is: 'ready' }))

let heard = 0
let confirmed = 0
let samples: number[] = []
let cpu = process.cpuUsage()

bus.subscribe((signal) => {
  if (signal.kind !== 'message') return
  samples.push(nowMs() - Number(signal.message.content.split(' ', 1)[0]))
  heard++
  if (heard % TELL_EVERY === 0) tell({ is: 'heard', count: heard })
})

process.on('message', (order: Order) => {
  switch (order.do) {
    case 'flood':
      return void flood(order.count)
    case 'pace':
      return pace(order)
    case 'heard':
      confirmed = order.count
      return
    case 'reset':
      heard = 0
      confirmed = 0
      samples = []
      cpu = process.cpuUsage()
      return
    case 'report': {
      const { user, system } = process.cpuUsage(cpu)
      tell({ is: 'report', cpuMicros: user + system, latencies: latencies(samples) })
    }
  }
})

async function flood(count: number): Promise<void> {
  for (let sent = 0; sent < count;) {
    await new Promise(setImmediate)
    for (let i = 0; i < BURST && sent < count && sent - confirmed < WINDOW; i++, sent++) publish()
  }
}

/** At set times, whatever became of the last one. */
function pace({ perSecond, count }: { perSecond: number; count: number }): void {
  const began = nowMs()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(count, ((nowMs() - began) / 1_000) * perSecond)
    for (; sent < due; sent++) publish()
    if (sent >= count) clearInterval(timer)
  }, 1)
}

function publish(): void {
  bus.publish(signal(`${nowMs()} ${'x'.repeat(120)}`))
}

/** One clock for all processes of a machine. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

function signal(content: string): Signal {
  return {
    kind: 'message',
    event: 'new_message',
    message: {
      id: '0190b6f0-0000-7000-8000-000000000001',
      chat_id: '0190b6f0-0000-7000-8000-000000000002',
      seq: 1,
      changed_seq: 1,
      sender_id: 'hanako',
      sender_role: 'user',
      type: 'text',
      content,
      client_id: '0190b6f0-0000-7000-8000-000000000003',
      created_at: '2026-01-01T00:00:00.000Z',
    },
    members_rev: 1,
  }
}
