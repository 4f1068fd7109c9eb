import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { esbuildMutation } from '../../mutations/mutation'

const CACHE = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url))

let bundled: Promise<string> | undefined

/**
 * A node's program in one file: a process that need not translate the sources starts in a third of the
 * time, and these tests start many. Made once a test process, from the sources as they are.
 */
export function nodeProgram(): Promise<string> {
  bundled ??= bundle()
  return bundled
}

async function bundle(): Promise<string> {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'otsy-node-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'node.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('node.ts', import.meta.url))],
    ...{ bundle: true, platform: 'node', format: 'esm', outfile },
    conditions: ['@otsy/source'],
    plugins: [
      esbuildMutation,
      {
        name: 'our own sources alone',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@otsy/')
              ? undefined
              : { path, external: true },
          )
        },
      },
    ],
  })
  return outfile
}
