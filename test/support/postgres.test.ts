import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { startPostgres } from './postgres'

const STARTER = fileURLToPath(new URL('./postgres-starter.ts', import.meta.url))

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(question)).rows
  } finally {
    await client.end()
  }
}

it('keeps what was committed when it is killed and started again', async () => {
  const postgres = await startPostgres()
  await ask(postgres.url, 'create table kept as select 7 as n')
  await postgres.kill()
  await expect(ask(postgres.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
  await postgres.restart()
  expect(await ask(postgres.url, 'select n from kept')).toEqual([{ n: 7 }])
  await postgres.stop()
  await expect(access(postgres.dataDir)).rejects.toThrow(/ENOENT/)
}, 60_000)

it('is gone with the process that started it, however that ends', async () => {
  const starter = spawn(process.execPath, ['--import', 'tsx', STARTER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: starter.stdout }), 'line')) as [string]
  const { dataDir, url } = JSON.parse(line) as { dataDir: string; url: string }
  expect(await ask(url, 'select 1 as up')).toEqual([{ up: 1 }])

  starter.kill('SIGKILL')
  await once(starter, 'exit')
  while (await there(dataDir)) await new Promise((resolve) => setImmediate(resolve))
  await expect(ask(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
}, 60_000)

function there(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
