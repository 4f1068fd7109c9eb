import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder } from './make-folder'

let root: string
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'otsy-folder-'))))
afterAll(() => rm(root, { recursive: true }))

test('a folder is made with those above it, also when it is there or made by several at once', async () => {
  const folder = join(root, 'a', 'b', 'c')
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(root, 'a', 'd'))])
  await makeFolder(folder)
  expect((await stat(folder)).isDirectory()).toBe(true)
})

test('a file in its place, or above it, is refused', async () => {
  const file = join(root, 'file')
  await writeFile(file, '')
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(file, 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  await expect(makeFolder(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

// Elsewhere there is no such place.
test.runIf(process.platform === 'linux')(
  'where the system takes no folder it says so',
  async () => {
    await expect(makeFolder('/proc/otsy')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(makeFolder('/proc/otsy/a')).rejects.toMatchObject({ code: 'ENOENT' })
  },
)
