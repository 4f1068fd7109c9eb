// A push service on this machine: takes everything, over https.
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ServiceOrder, ServiceReport } from './messages'

const tell = (report: ServiceReport) => process.send?.(report)
let taken = 0
let firstAt: number | null = null
let connections = 0

process.on('message', (order: ServiceOrder) => {
  if (order.do === 'serve') return void serve(order.key, order.cert)
  const { user, system } = process.cpuUsage()
  tell({ is: 'report', taken, firstAt, connections, cpuMicros: user + system })
  firstAt = null
})

async function serve(key: string, cert: string): Promise<void> {
  const server = createServer({ key, cert }, (request, response) => {
    request.resume().once('end', () => {
      taken++
      firstAt ??= performance.timeOrigin + performance.now()
      response.writeHead(201, { location: '/message/1' }).end()
    })
  })
  server.on('secureConnection', () => connections++)
  // Whoever keeps a connection is not to lose it between two rounds.
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  tell({ is: 'serving', origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
