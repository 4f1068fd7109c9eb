import { randomUUID } from 'node:crypto'
import { cp } from 'node:fs/promises'
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
    drop: () => runOnce(admin, `drop database if exists ${name} with (force)`),
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

async function runOnce(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
