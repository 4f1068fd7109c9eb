import { build } from 'esbuild'
import { expect, test } from 'vitest'

const here = new URL('.', import.meta.url).pathname

/** The files that end up in a bundle of an entry. */
async function bundled(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [`${here}../src/${entry}`],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'silent',
  })
  return Object.keys(metafile.inputs)
}

test('the main entry brings no validator along', async () => {
  const files = await bundled('index.ts')
  expect(files.length).toBeGreaterThan(3)
  expect(files.filter((file) => file.includes('zod') || file.includes('/schemas/'))).toEqual([])
})

test('the schemas do, which is why they have an entry of their own', async () => {
  const files = await bundled('schemas/index.ts')
  expect(files.some((file) => file.includes('node_modules/zod/'))).toBe(true)
})
