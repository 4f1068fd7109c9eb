import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { copyEmptyPglite } from '../../../../../test/support/test-database'
import { newId } from '../../core/ids'
import { pgliteStorage } from './pglite'

const WRITER = fileURLToPath(new URL('../../../test/support/pglite-writer.ts', import.meta.url))
const everything = { userId: null, unrestricted: true }

let parent: string
let dataDir: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'otsy-folder-'))
  dataDir = join(parent, 'data')
  await copyEmptyPglite(dataDir)
}, 180_000)

afterEach(() => rm(parent, { recursive: true, force: true }))

/** A process that writes to the folder; resolves when so many messages are acknowledged. */
async function startWriter(chatId: string, run: number, enough: number) {
  const args = ['--conditions=@otsy/source', '--import', 'tsx', WRITER, dataDir, chatId, `${run}`]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const acknowledged = new Map<string, number>()
  const lines = createInterface({ input: child.stdout })
  const ended = once(lines, 'close')
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)))
    lines.on('line', (line) => {
      const [seq, id] = line.split(' ')
      if (seq !== undefined && id !== undefined) acknowledged.set(id, Number(seq))
      if (acknowledged.size >= enough) resolve()
    })
  })
  return {
    pid: child.pid,
    acknowledged,
    async kill() {
      child.kill('SIGKILL')
      await exit
      await ended
    },
  }
}

async function stored(chatId: string): Promise<Map<string, number>> {
  const storage = pgliteStorage({ dataDir })
  await storage.open()
  const log = new Map<string, number>()
  for (let seq = 0, more = true; more;) {
    const cursor = { chat_id: chatId, seq, anchor: null }
    const [found] = await storage.chats.changesSince([cursor], everything, {
      rows: 1_000,
      bytes: 1e9,
    })
    for (const message of found?.page.messages ?? []) log.set(message.id, message.seq)
    seq = found?.page.to ?? 0
    more = found?.page.hasMore ?? false
  }
  await storage.close()
  return log
}

it('fault 34: loses nothing acknowledged by a killed process, and refuses a second one while it lives', async () => {
  const chatId = newId()
  const acknowledged = new Map<string, number>()
  for (let run = 0; run < 2; run++) {
    const writer = await startWriter(chatId, run, 300)
    const second = pgliteStorage({ dataDir }).open()
    await expect(second).rejects.toThrow(`${dataDir} is in use by process ${writer.pid}`)
    await writer.kill()
    for (const [id, seq] of writer.acknowledged) acknowledged.set(id, seq)
  }
  const log = await stored(chatId)
  expect(acknowledged.size).toBeGreaterThanOrEqual(600)
  for (const [id, seq] of acknowledged) expect(log.get(id)).toBe(seq)
  expect([...log.values()]).toEqual([...log.keys()].map((_, i) => i + 1))
}, 180_000)

it('refuses a second storage of the same process until the first is closed', async () => {
  const first = pgliteStorage({ dataDir })
  const { epoch } = await first.open()
  await expect(pgliteStorage({ dataDir }).open()).rejects.toThrow(/in use.*a folder of its own/)
  await first.close()

  const next = pgliteStorage({ dataDir })
  expect((await next.open()).epoch).toBe(epoch)
  await next.close()
}, 60_000)

it('is another log in a folder that was copied back', async () => {
  const original = pgliteStorage({ dataDir })
  const { epoch } = await original.open()
  await original.close()
  const backup = join(parent, 'backup')
  await cp(dataDir, backup, { recursive: true })
  await rm(dataDir, { recursive: true })
  await cp(backup, dataDir, { recursive: true })

  const restored = pgliteStorage({ dataDir })
  expect((await restored.open()).epoch).not.toBe(epoch)
  await restored.close()
}, 60_000)
