import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from './support/chromium'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
})

test('the browser reaches this machine and no other', async () => {
  await using host = await serve('<!doctype html><title>近所</title>')
  const page = await browser.newPage()
  await page.goto(host.url)

  expect(await page.title()).toBe('近所')
  await expect(page.goto('http://localhost/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED')
  await expect(page.goto('http://example.com/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED')
})

test('the browser has glyphs of its own for Japanese', async () => {
  await using host = await serve('<!doctype html><canvas width="40" height="40"></canvas>')
  const page = await browser.newPage()
  await page.goto(host.url)

  // Without a font both would be the same empty box.
  const [first, second] = await page.evaluate(() =>
    ['買', '物'].map((character) => {
      const canvas = document.createElement('canvas')
      const context = canvas.getContext('2d')
      if (!context) throw new Error('no canvas')
      context.font = '32px sans-serif'
      context.fillText(character, 4, 36)
      return canvas.toDataURL()
    }),
  )
  expect(first).not.toBe(second)
})

async function serve(html: string) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
