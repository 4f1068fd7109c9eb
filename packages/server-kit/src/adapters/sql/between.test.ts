import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database'
import type { Append, AppendOutcome } from '../../core/chat/port'
import { newId } from '../../core/ids'
import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import { postgresStorage } from './postgres'

/*
 * What commits after a statement has begun, and before it holds its locks, is newer than what the
 * statement sees. That moment is short; here a row security policy makes every statement of one role
 * wait in it, on an advisory lock, until something else has been committed.
 */

const GATE = 42
let database: TestDatabase
let admin: Client
/** Waits at the gate; a superuser's statements pass it. */
let gated: Storage<SqlTransaction>
let other: Storage<SqlTransaction>
let chatId: string

beforeAll(async () => {
  database = await createTestDatabase()
  admin = new Client({ connectionString: database.url })
  await admin.connect()
  const role = new URL(database.url).pathname.slice(1)
  await admin.query(`create role ${role} login; create schema otsy authorization ${role}`)
  const url = new URL(database.url)
  url.username = role
  gated = postgresStorage({ connectionString: url.href, listen: false })
  other = postgresStorage({ connectionString: database.url, listen: false })
  await gated.open()
  await other.open()
  await admin.query(`
    create function otsy.gate() returns boolean language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(${GATE}); return true; end $$;
    alter table otsy.chats enable row level security, force row level security;
    create policy gate on otsy.chats using (otsy.gate()) with check (true)`)
})

afterAll(async () => {
  await gated.close()
  await other.close()
  const role = new URL(database.url).pathname.slice(1)
  await admin.query(`drop owned by ${role} cascade; drop role ${role}`)
  await admin.end()
  await database.drop()
})

beforeEach(async () => {
  chatId = newId()
  const reader = { userId: null, unrestricted: true }
  const people = { user_id: 'hanako', shopper_id: 'taro' }
  await other.chats.open({ id: chatId, order_id: chatId, ...people, reader, first: null })
})

/** Starts `first` at the closed gate, lets `second` commit, then opens the gate. */
async function overtaken<T>(first: () => Promise<T>, second: () => Promise<unknown>): Promise<T> {
  await admin.query(`select pg_advisory_lock(${GATE})`)
  const answer = first()
  try {
    for (let waiting = 0; waiting === 0;) {
      const { rows } = await admin.query<{ n: number }>(
        `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`,
      )
      waiting = rows[0]?.n ?? 0
    }
    await second()
  } finally {
    await admin.query(`select pg_advisory_unlock(${GATE})`)
  }
  return answer
}

function said(key: string, content = key): Append {
  return {
    chat_id: chatId,
    author: { kind: 'member', userId: 'hanako' },
    draft: { id: newId(), type: 'text', content, client_id: key },
    body_hash: content,
    even_if_closed: false,
  }
}

function note(content: string) {
  return { id: newId(), type: 'system', content }
}

function without(userId: string) {
  const change = { kind: 'change', remove: [userId], note: note('left') } as const
  return other.chats.revise(chatId, () => change)
}

const outcomes = (answers: readonly AppendOutcome[]) => answers.map(({ outcome }) => outcome)

async function head(): Promise<number | undefined> {
  return (await other.chats.heads([chatId]))[0]?.head_seq
}

describe('a send overtaken', () => {
  it('by the removal of its sender is refused', async () => {
    const answers = await overtaken(
      () => gated.chats.append([said('a')]),
      () => without('hanako'),
    )
    expect(outcomes(answers)).toEqual(['not_found'])
    expect(await head()).toBe(1)
  })

  it('by the removal of another one is stored', async () => {
    const answers = await overtaken(
      () => gated.chats.append([said('a'), said('b')]),
      () => without('taro'),
    )
    expect(outcomes(answers)).toEqual(['stored', 'stored'])
    expect(await head()).toBe(3)
  })

  it('by the same key elsewhere gives its numbers back and answers with what was stored', async () => {
    const batch = [said('a'), said('b'), said('c', 'of another mind')]
    const answers = await overtaken(
      () => gated.chats.append(batch),
      () => other.chats.append([said('b'), said('c')]),
    )
    expect(outcomes(answers)).toEqual(['stored', 'duplicate', 'conflict'])
    expect(answers).toMatchObject([{ message: { seq: 3 } }, { message: { seq: 1 } }, {}])
    expect(await head()).toBe(3)
  })

  it('by the closing of the chat is refused', async () => {
    const answers = await overtaken(
      () => gated.chats.append([said('a')]),
      () => {
        const change = { kind: 'change', status: 'closed', note: note('closed') } as const
        return other.chats.revise(chatId, () => change)
      },
    )
    expect(outcomes(answers)).toEqual(['closed'])
    expect(await head()).toBe(1)
  })
})

describe('a send whose connection is lost while it is stored', () => {
  const lost = (batch: readonly Append[]) =>
    overtaken(
      () => gated.chats.append(batch).catch((fault: unknown) => fault),
      () =>
        admin.query(`select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and not granted`),
    )

  it('may be sent again where it has a key', async () => {
    expect(await lost([said('a')])).toMatchObject({ code: 'storage_unavailable', retryable: true })
  })

  it('is not known to be stored or not where it has none, and says what to do', async () => {
    const keyless = { ...said('a'), draft: { id: newId(), type: 'text', content: 'a' } }
    expect(await lost([{ ...keyless, body_hash: null }])).toMatchObject({
      ...{ code: 'outcome_unknown', retryable: false },
      message: expect.stringContaining('With a client_id') as unknown,
    })
  })
})

describe('a read mark overtaken', () => {
  const reader = { userId: 'taro', unrestricted: false }

  it('by a deletion counts the message neither as read nor as unread', async () => {
    const sent = await other.chats.append([said('a'), said('b'), said('c')])
    const last = sent[2]?.outcome === 'stored' ? sent[2].message.id : ''
    const outcome = await overtaken(
      () => gated.chats.advanceRead({ chat_id: chatId, reader, to: { up_to_seq: 1 } }),
      () => {
        const target = { chat_id: chatId, message_id: last, userId: 'hanako' }
        return other.chats.amend(target, () => ({ kind: 'delete' }))
      },
    )
    expect(outcome).toMatchObject({ outcome: 'advanced', read_seq: 1, unread_count: 1 })
  })

  it('by a further mark of another device moves nothing back', async () => {
    await other.chats.append([said('a'), said('b'), said('c')])
    const mark = (up_to_seq: number) => ({ chat_id: chatId, reader, to: { up_to_seq } })
    const outcome = await overtaken(
      () => gated.chats.advanceRead(mark(1)),
      () => other.chats.advanceRead(mark(3)),
    )
    expect(outcome).toMatchObject({ outcome: 'unchanged', read_seq: 3, unread_count: 0 })
  })
})
