import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import { mutations } from './table'

export interface Edit {
  /** From the root. */
  readonly file: string
  /** Stands there once. */
  readonly find: string
  readonly replace: string
}

/** A mechanism that is switched off, and the test that must notice. */
export interface Mutation {
  readonly fault: number
  /** What is missing then. */
  readonly without: string
  /** From the root; in it the tests of the fault's number are run. */
  readonly test: string
  readonly edits: readonly Edit[]
}

export const root = join(import.meta.dirname, '..', '..', '..')
/** Names the mutation by its place in the table, for this process and those it starts. */
export const VARIABLE = 'OTSY_MUTATION'

/** The source of a file under the mutation of this process; null: it has none there. */
export function mutatedSource(path: string, source: string): string | null {
  const index = process.env[VARIABLE]
  if (index === undefined) return null
  const edits = mutations[Number(index)]?.edits ?? []
  const here = edits.filter(({ file }) => path === join(root, file))
  return here.length === 0 ? null : here.reduce(edited, source)
}

/** Throws where the text stands not once: the mechanism was changed, and the table must be. */
export function edited(source: string, { file, find, replace }: Edit): string {
  const count = source.split(find).length - 1
  if (count !== 1) throw new Error(`${file} holds ${count} times, not once: ${find}`)
  return source.replace(find, () => replace)
}

/** For bundles: the same in esbuild. */
export const esbuildMutation: Plugin = {
  name: 'mutation',
  setup(build) {
    if (process.env[VARIABLE] === undefined) return
    build.onLoad({ filter: /\/packages\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => {
      const contents = mutatedSource(path, readFileSync(path, 'utf8'))
      return contents === null ? undefined : { contents, loader: 'ts' as const }
    })
  },
}
