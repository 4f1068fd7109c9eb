import { existsSync } from 'node:fs'
import { inRoot, tool } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'

/**
 * What the client weighs in a browser, everything it brings included; limits in .size-limit.json.
 * @type {import('../check.mjs').Check}
 */
export const size = {
  name: 'size',
  run: async () => {
    if (!existsSync(inRoot('packages', 'client-sdk', 'dist', 'index.js'))) {
      return { ok: false, output: 'packages/client-sdk/dist/index.js is missing: npm run build' }
    }
    const { code, output } = await run(process.execPath, [tool('size-limit')])
    return { ok: code === 0, output, note: /Size:\s+(.+?)\s/.exec(output)?.[1] }
  },
}
