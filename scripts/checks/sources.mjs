import { readFileSync } from 'node:fs'
import { root, tool } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'

/** @typedef {import('../check.mjs').Check} Check */

const MAX_LINES = 350

/** @type {Check} */
export const lint = {
  name: 'lint',
  run: async () => {
    const { code, output } = await run(process.execPath, [tool('eslint'), root, '--max-warnings=0'])
    return { ok: code === 0, output }
  },
}

/** @type {Check} */
export const format = {
  name: 'format',
  run: async () => {
    const { code, output } = await run(process.execPath, [
      tool('prettier'),
      '--check',
      '--cache',
      '--cache-location=.cache/prettier',
      root,
    ])
    return { ok: code === 0, output: `${output}\nMend it with: npm run format` }
  },
}

/** No source is longer than 350 lines, also where the linter does not look. */
/** @type {Check} */
export const fileLength = {
  name: 'file length',
  run: async () => {
    const sources = ['*.ts', '*.tsx', '*.mjs', '*.cjs', '*.js', '*.css', '*.sql']
    const { code, output } = await run('git', ['ls-files', '-co', '--exclude-standard', ...sources])
    if (code !== 0) return { ok: false, output }
    const long = output
      .split('\n')
      .filter((file) => file !== '')
      .map((file) => ({ file, lines: lineCount(file) }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ file, lines }) => `${file}: ${lines} lines, at most ${MAX_LINES}`)
    return { ok: long.length === 0, output: long.join('\n') }
  },
}

/** @param {string} file */
function lineCount(file) {
  try {
    return readFileSync(`${root}/${file}`, 'utf8').split('\n').length - 1
  } catch {
    // Deleted, and git has not been told yet.
    return 0
  }
}
