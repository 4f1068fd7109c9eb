import { randomUUID } from 'node:crypto'
import { cp } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { inject } from 'vitest'
import type {} from './parts'

export interface TestDatabase {
  readonly url: string
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>
}

/** A new, empty database in the PostgreSQL of this test run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = await part('postgres')
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await runOnce(admin, `create database ${name} template template0`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => drop(admin, name),
  }
}

/** Puts an empty PGlite database into a folder that is not there yet: made in no time. */
export async function copyEmptyPglite(dataDir: string): Promise<void> {
  await cp(await part('pglite'), dataDir, { recursive: true })
}

async function part(name: 'postgres' | 'pglite'): Promise<string> {
  const response = await fetch(`${inject('otsyParts')}/${name}`)
  const body = await response.text()
  if (!response.ok) throw new Error(body)
  return body
}

/** Looks before what is still connected is cut off. */
const LOOKS = 50

/**
 * A pool of pg says it has ended while its connections are still closing; cut off then, they would raise an
 * error nobody hears any more.
 */
async function drop(admin: string, name: string): Promise<void> {
  await withClient(admin, async (client) => {
    const connected = `select 1 from pg_stat_activity where datname = '${name}' limit 1`
    for (let looks = 0; looks < LOOKS; looks++) {
      if ((await client.query(connected)).rowCount === 0) break
      await setTimeout(10)
    }
    await client.query(`drop database if exists ${name} with (force)`)
  })
}

async function runOnce(url: string, statement: string): Promise<void> {
  await withClient(url, async (client) => void (await client.query(statement)))
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
