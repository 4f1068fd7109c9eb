// Draws the pictures that notifications and home screens show into examples/web/public/icons:
// `node scripts/icons.mjs`. What it draws is committed; it needs a Chromium.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from './lib/chromium.mjs'
import { inRoot } from './lib/paths.mjs'

const folder = inRoot('examples', 'web', 'public', 'icons')
const green = '#0b6b4d'

/** Of notifications: white on a green tile. By file, the name of a lucide icon. */
const tiles = {
  'chat-notification': 'message-square-text',
  'order-update': 'package-check',
  'new-order': 'package-plus',
  payment: 'credit-card',
  offer: 'badge-percent',
  alert: 'siren',
}

/** Of the buttons below them: green on nothing. */
const buttons = { reply: 'reply', order: 'shopping-basket', view: 'eye' }

/**
 * @param {string} name
 * @param {{ size: number, colour: string, width: number }} look
 */
async function glyph(name, { size, colour, width }) {
  const { __iconData } = await import(`lucide-react/dist/esm/icons/${name}.mjs`)
  const shapes = __iconData.node.map(
    (/** @type {[string, Record<string, string>]} */ [tag, { key: _, ...attributes }]) =>
      `<${tag} ${Object.entries(attributes)
        .map(([key, value]) => `${key}="${value}"`)
        .join(' ')}/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">${shapes.join('')}</svg>`
}

/** @param {string} inner @param {number} size @param {string} style */
const square = (inner, size, style) =>
  `<div id="icon" style="display:grid;place-items:center;width:${size}px;height:${size}px;${style}">${inner}</div>`

const executablePath = findChromium()
if (executablePath === null) {
  console.error('No Chromium was found. npm run test:e2e installs one, OTSY_CHROMIUM names one.')
  process.exit(1)
}
await mkdir(folder, { recursive: true })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage()

/** @param {string} name @param {string} html */
async function draw(name, html) {
  await page.setContent(`<style>*{margin:0}</style>${html}`)
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())))
  await page
    .locator('#icon')
    .screenshot({ path: join(folder, `${name}.png`), omitBackground: true })
}

for (const [name, icon] of Object.entries(tiles)) {
  const inner = await glyph(icon, { size: 112, colour: '#fff', width: 2 })
  await draw(name, square(inner, 192, `background:${green};border-radius:44px`))
}
for (const [name, icon] of Object.entries(buttons)) {
  await draw(name, square(await glyph(icon, { size: 88, colour: green, width: 2.25 }), 96, ''))
}
for (const size of [192, 512]) {
  // A home screen cuts its own corners.
  const bubble = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${size}" height="${size}"><path d="M11 9.500h10a4 4 0 0 1 4 4v4a4 4 0 0 1-4 4h-4.500L12 25v-3.500h-1a4 4 0 0 1-4-4v-4a4 4 0 0 1 4-4z" fill="#fff"/><path d="M12.500 15.500l2.500 2.500 4.700-4.700" fill="none" stroke="${green}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  await draw(`app-${size}`, square(bubble, size, `background:${green}`))
}
await browser.close()
