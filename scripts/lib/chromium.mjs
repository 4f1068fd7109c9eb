import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installWithApt } from './apt.mjs'
import { run } from './run.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser the tests drive: OTSY_CHROMIUM, else the first one in PATH, else null. */
export function findChromium() {
  const named = process.env['OTSY_CHROMIUM']
  if (named) return existsSync(named) ? named : null
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...inPath, ...applications].find((file) => existsSync(file)) ?? null
}

/** Goes along where something is installed anyway: no test reads an emoji, but people do in pictures. */
const forLooks = ['fonts-noto-color-emoji']

const fontFolders = ['/usr/share/fonts', '/usr/local/share/fonts', `${process.env['HOME']}/.fonts`]

/** Whether Japanese can be shown. Other systems than Linux come with such fonts. */
export async function hasJapaneseFont() {
  if (process.platform !== 'linux') return true
  const listed = await run('fc-list', [':lang=ja', 'family'])
  if (listed.code === 0) return listed.output.trim() !== ''
  return fontFolders.some(
    (folder) =>
      existsSync(folder) &&
      readdirSync(folder, { recursive: true }).some((file) =>
        /cjk|ipa|takao|gothic/i.test(`${file}`),
      ),
  )
}

/**
 * Makes sure that Chromium and a Japanese font are there, installing them where that is allowed.
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the browser's file
 * @throws with the line to run, where they cannot be had
 */
export async function ensureChromium(log) {
  const missing = await missingPackages()
  if (missing.length > 0 && !process.env['OTSY_CHROMIUM']) {
    await installWithApt([...missing, ...forLooks], log)
  }
  const file = findChromium()
  if (file === null || !(await hasJapaneseFont())) throw new Error(advice(await missingPackages()))
  return file
}

async function missingPackages() {
  return [
    ...(findChromium() === null ? ['chromium'] : []),
    ...((await hasJapaneseFont()) ? [] : ['fonts-noto-cjk']),
  ]
}

/** @param {readonly string[]} packages */
function advice(packages) {
  if (process.env['OTSY_CHROMIUM'] && packages.includes('chromium')) {
    return `OTSY_CHROMIUM names ${process.env['OTSY_CHROMIUM']}, which does not exist.`
  }
  return [
    `The browser tests need ${packages.join(' and ')}. Install with:`,
    `  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`,
    'or name a Chromium or Chrome of your own in OTSY_CHROMIUM.',
  ].join('\n')
}
