import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lockFolder } from './folder-lock'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otsy-lock-'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

const ways = [
  ['as the system locks files', () => {}],
  ['without the program that locks files', () => vi.stubEnv('PATH', '/nowhere')],
] as const

describe.runIf(process.platform === 'linux').each(ways)('a folder locked %s', (_, arrange) => {
  it('has one holder at a time', async () => {
    arrange()
    const lock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow(
      `${folder} is in use by process ${process.pid}`,
    )
    await lock.release()
    const next = await lockFolder(folder)
    await next.release()
  })

  it('is no other folder', async () => {
    arrange()
    const lock = await lockFolder(folder)
    const other = await lockFolder(join(folder, 'inner'))
    await other.release()
    await lock.release()
  })
})
