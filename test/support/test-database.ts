import { randomUUID } from 'node:crypto'
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
  const admin = await postgresOfThisRun()
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await runOnce(admin, `create database ${name} template template0`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => runOnce(admin, `drop database if exists ${name} with (force)`),
  }
}

async function postgresOfThisRun(): Promise<string> {
  const response = await fetch(`${inject('otsyParts')}/postgres`)
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
