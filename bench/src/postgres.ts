import { Client } from 'pg'
import { startPostgres } from '../../test/support/postgres'

export interface BenchPostgres {
  readonly dataDir: string
  readonly version: string
  /** The settings that decide what a commit is worth. */
  readonly durability: string
  /** The address of a new database; an older one of that name is dropped. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/** One PostgreSQL for all who need one, with its default settings: commits are flushed to disk. */
export async function startBenchPostgres(): Promise<BenchPostgres> {
  const postgres = await startPostgres()
  const admin = new Client({ connectionString: postgres.url })
  await admin.connect()
  const show = async (name: string) => {
    const { rows } = await admin.query<Record<string, string>>(`show ${name}`)
    return rows[0]?.[name] ?? ''
  }
  return {
    dataDir: postgres.dataDir,
    version: await show('server_version'),
    durability: `fsync ${await show('fsync')}, synchronous_commit ${await show('synchronous_commit')}`,
    async database(name) {
      const quoted = `bench_${name.replaceAll('-', '_')}`
      await admin.query(`drop database if exists ${quoted} with (force)`)
      await admin.query(`create database ${quoted}`)
      // What earlier contenders left to be written is not to be paid for by the next one.
      await admin.query('checkpoint')
      const url = new URL(postgres.url)
      url.pathname = `/${quoted}`
      return url.href
    },
    async stop() {
      await admin.end()
      await postgres.stop()
    },
  }
}
