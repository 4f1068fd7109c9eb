import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { copyEmptyPglite, createTestDatabase } from '../../../../../test/support/test-database'
import { pgliteStorage } from './pglite'
import { postgresStorage } from './postgres'
import type { Statement } from './statement'
import { statementsOf } from './statements/index'

/*
 * Prepared statements keep the plan made when the tables were empty, until the server next analyzes
 * them, which PGlite never does. So that plan has to be the right one for large tables.
 */

type Query = (text: string) => Promise<{ rows: unknown[] }>

async function kept(query: Query, { text }: Statement, name: string): Promise<string[]> {
  const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))
  const nulls = Array.from({ length: Math.max(0, ...numbers) }, () => 'null').join(', ')
  await query(`prepare ${name} as ${text}`)
  const { rows } = await query(`explain execute ${name}${nulls && `(${nulls})`}`)
  return rows.map((row) => (row as { 'QUERY PLAN': string })['QUERY PLAN'])
}

const { history, notifications, ...flat } = statementsOf('otsy')
const everything = [...Object.entries({ ...flat, ...history }), ...Object.entries(notifications)]

/** A row that is looked for by its key, among all that an index has of its chat, say. */
const passedOver =
  /Filter: .*\b(?:(?:id|seq|client_id|sender_key|user_id|chat_id) = |changed_seq [=>])/

const largeScan =
  /Seq Scan on (?:chats|members|messages|notices|told|notifications|deliveries|subscriptions|shown_tags|broadcasts|broadcast_parts|preferences)/

/** A scan of an index without a condition reads all of it, unless a limit ends it. */
function wholeIndex(plan: readonly string[], at: number): string[] {
  const scan = /Index (?:Only )?Scan (?:Backward )?using (\w+)/.exec(plan[at] ?? '')
  if (scan === null || plan[at + 1]?.includes('Index Cond')) return []
  const depth = (line: string) => line.search(/\S/)
  const above = plan
    .slice(0, at)
    .filter((line, i, all) => all.slice(i).every((l) => depth(l) >= depth(line)))
  return above.some((line) => line.includes('Limit')) ? [] : [`all of ${scan[1]}`]
}

/** For each statement, what in its plan would cost more the more there is. */
async function growing(
  query: Query,
  named: readonly (readonly [string, Statement])[],
): Promise<Record<string, string[]>> {
  await query('deallocate all')
  await query('set plan_cache_mode = force_generic_plan')
  const found: Record<string, string[]> = {}
  for (const [i, [name, statement]] of named.entries()) {
    const plan = await kept(query, statement, `plan_${i}_of_${name}`)
    const scans = plan.flatMap((line, i) => largeScan.exec(line) ?? wholeIndex(plan, i))
    const ofUser = plan.some((line) => line.includes('members_present')) ? ['of a user'] : []
    const filters = plan.filter((line, i) => passedOver.test(line) && isOfIndex(plan, i))
    const all = [...scans, ...ofUser, ...filters.map((line) => line.trim())]
    if (all.length > 0) found[name] = [...(found[name] ?? []), ...all]
  }
  return found
}

/** Whether a line of conditions belongs to an index scan. */
function isOfIndex(plan: readonly string[], at: number): boolean {
  const node = plan.slice(0, at).findLast((line) => /cost=/.test(line))
  return node?.includes('Index Scan') ?? false
}

const allowed = {
  stats: ['Seq Scan on chats', 'Seq Scan on notifications', 'Seq Scan on subscriptions'],
  // Everyone with a device.
  createBroadcast: ['Seq Scan on subscriptions'],
  inbox: ['of a user'],
  inboxChanges: ['of a user'],
  acquaintances: ['of a user'],
}

const ofWork = ['notices', 'subscriptions', 'shown_tags', 'notifications', 'deliveries']

/** What a queue would cost that was empty when its plans were made, and vacuumed as such. */
async function growingQueues(query: Query): Promise<Record<string, string[]>> {
  for (const table of ofWork) await query(`vacuum analyze otsy.${table}`)
  const scanned = await growing(query, Object.entries(notifications))
  const found = Object.entries(scanned).map(([name, scans]) => {
    const queues = scans.filter((scan) => ofWork.some((table) => scan.includes(` ${table}`)))
    return [name, queues] as const
  })
  return Object.fromEntries(found.filter(([, queues]) => queues.length > 0))
}

const allowedOfQueues = {
  stats: ['Seq Scan on notifications', 'Seq Scan on subscriptions'],
  createBroadcast: ['all of subscriptions_user'],
}

/** The plans of sends made while the log begins to fill, which one plan after the other may be kept of. */
async function growingLog(query: Query): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (let stored = 0; stored < 400; stored += 10) {
    await query(`insert into otsy.messages (
        id, chat_id, seq, changed_seq, ordinal, created_at, counts, sender_key, sender_role, type,
        content, client_id, body_hash)
      select gen_random_uuid(), 'c0000000-0000-4000-8000-000000000000', n, n, n, now(), true, 'hanako',
        'user', 'text', repeat('あ', 40), 'key-' || n, repeat('x', 43)
      from generate_series(${stored + 1}, ${stored + 10}) n`)
    const plans = await growing(query, [['append', flat.append]])
    if (plans.append !== undefined) found[`append after ${stored + 10}`] = plans.append
  }
  return found
}

it('needs no large scan on PostgreSQL, however long a plan is kept', async () => {
  const database = await createTestDatabase()
  const storage = postgresStorage({ connectionString: database.url })
  await storage.open()
  await storage.close()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  expect(await growing((text) => client.query(text), everything)).toEqual(allowed)
  expect(await growingQueues((text) => client.query(text))).toEqual(allowedOfQueues)
  expect(await growingLog((text) => client.query(text))).toEqual({})
  await client.end()
  await database.drop()
})

it('needs no large scan on PGlite, however long a plan is kept', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'otsy-plans-'))
  const dataDir = join(parent, 'data')
  await copyEmptyPglite(dataDir)
  const db = await PGlite.create({ dataDir })
  const storage = pgliteStorage({ db })
  await storage.open()
  expect(await growing((text) => db.query(text), everything)).toEqual(allowed)
  expect(await growingQueues((text) => db.query(text))).toEqual(allowedOfQueues)
  await storage.close()
  await db.close()
  await rm(parent, { recursive: true })
}, 180_000)
