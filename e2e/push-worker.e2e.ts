import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { Agent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import webpush from 'web-push'
import { launchFirefox } from './support/push/firefox'
import { startPushService } from './support/push/push-service'

const worker = join(import.meta.dirname, '..', 'packages/client-sdk/dist/otsy-sw.js')

test('Firefox shows an encrypted push, with its title, text and tag', async () => {
  await using service = await startPushService()
  await using site = await serve()
  const profile = await mkdtemp(join(tmpdir(), 'otsy-firefox-'))
  const browser = await launchFirefox({ webSocketUrl: service.webSocketUrl, profile })
  try {
    const vapid = webpush.generateVAPIDKeys()
    const page = await browser.newPage()
    await page.goto(site.url)
    const json = await page.evaluate(async (applicationServerKey) => {
      await navigator.serviceWorker.register('/otsy-sw.js')
      const { pushManager } = await navigator.serviceWorker.ready
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
      return JSON.stringify(made)
    }, vapid.publicKey)
    const payload = {
      title: 'New message from 田中さん',
      body: '商品について質問があります',
      tag: 'chat-123',
      data: { type: 'chat_message', chatId: 'chat-123', messageId: 'msg-456' },
      actions: [
        { action: 'reply', title: 'Reply' },
        { action: 'view_order', title: 'View Order' },
      ],
    }
    const subscription = JSON.parse(json) as webpush.PushSubscription
    await webpush.sendNotification(subscription, JSON.stringify(payload), {
      vapidDetails: { subject: 'mailto:tests@otsy.example', ...vapid },
      agent: new Agent({ ca: service.certificate }),
    })
    expect(await service.browsers.nextAck()).toMatchObject({ code: 100 })
    // Firefox acknowledges a push when it hands it to the worker, which has yet to show it.
    const shown = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      for (;;) {
        const all = await registration.getNotifications()
        if (all.length > 0) return all.map(({ title, body, tag }) => ({ title, body, tag }))
        await new Promise(requestAnimationFrame)
      }
    })
    const { title, body, tag } = payload
    expect(shown).toEqual([{ title, body, tag }])
  } finally {
    await browser.close()
    await rm(profile, { recursive: true, force: true })
  }
})

async function serve() {
  const script = await readFile(worker)
  const server = createServer((request, response) => {
    const isWorker = request.url === '/otsy-sw.js'
    response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isWorker ? script : '<!doctype html><title>近所</title>')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
