import { makeVapidKeys } from '@otsy/server-kit/web-push'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import type { Place, ServiceOrder, ServiceReport } from './messages'
import { Worker } from './worker'

export type PushService = Worker<ServiceOrder, ServiceReport>

/** A push service in a process of its own, and what the others need to reach it. */
export interface Scene {
  readonly service: PushService
  readonly place: Place
  /** With which a process trusts the service. */
  readonly env: NodeJS.ProcessEnv
  end(): Promise<void>
}

export async function startScene(): Promise<Scene> {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  const folder = await mkdtemp(join(tmpdir(), 'otsy-bench-push-'))
  const file = join(folder, 'ca.pem')
  await writeFile(file, pems.cert)
  const service: PushService = new Worker('push-service')
  service.tell({ do: 'serve', key: pems.private, cert: pems.cert })
  const { origin } = await service.next('serving')
  return {
    service,
    place: { origin, ca: pems.cert, ...makeVapidKeys() },
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
    async end() {
      await service.end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function reportOf(service: PushService) {
  const report = service.next('report')
  service.tell({ do: 'report' })
  return await report
}
