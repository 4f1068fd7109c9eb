import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database'
import type { Append, AppendOutcome } from '../../core/chat/port'
import { newId } from '../../core/ids'
import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import { postgresStorage } from './postgres'

const NODES = 8
const SENDS = 20_000
const PAIRS = NODES / 2
const CHATS = 20

let database: TestDatabase
let nodes: Storage<SqlTransaction>[]
const chatIds = Array.from({ length: CHATS }, () => newId())

beforeAll(async () => {
  database = await createTestDatabase()
  nodes = Array.from({ length: NODES }, () =>
    postgresStorage({ connectionString: database.url, maxConnections: 1, listen: false }),
  )
  await Promise.all(nodes.map((node) => node.open()))
  for (const [i, id] of chatIds.entries()) {
    const reader = { userId: null, unrestricted: true }
    const people = { user_id: `user-${i}`, shopper_id: `shopper-${i}` }
    await node(0).chats.open({ id, order_id: `order-${i}`, ...people, reader, first: null })
  }
})

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await database.drop()
})

function node(i: number): Storage<SqlTransaction> {
  return nodes[i % NODES] as Storage<SqlTransaction>
}

/**
 * What node `i` sends as its `k`th: two nodes each say the same under the same keys at about the same
 * time, but for a tenth, where one of the two says something else.
 */
function send(k: number, i: number): Append {
  const key = k * PAIRS + (i % PAIRS)
  const at = key % CHATS
  const content = `${key}${i >= PAIRS && k % 10 === 0 ? ' changed' : ''}`
  return {
    chat_id: chatIds[at] as string,
    author: { kind: 'member', userId: key % 3 === 0 ? `shopper-${at}` : `user-${at}` },
    draft: { id: newId(), type: 'text', content, client_id: `key-${key}` },
    body_hash: createHash('sha256').update(content).digest('base64url'),
    even_if_closed: false,
  }
}

it('fault 26: numbers 20,000 racing sends with colliding keys from 8 connections without gap or duplicate', async () => {
  const outcomes: { sent: Append; outcome: AppendOutcome }[] = []
  await Promise.all(
    Array.from({ length: NODES }, async (_, i) => {
      const mine = Array.from({ length: SENDS / NODES }, (_, k) => send(k, i))
      while (mine.length > 0) {
        const batch = mine.splice(0, 40 + ((mine.length + i) % 60))
        let answers = await node(i).chats.append(batch)
        const busy = batch.filter((_, at) => answers[at]?.outcome === 'busy')
        outcomes.push(...settled(batch, answers))
        if (busy.length > 0) {
          answers = await node(i).chats.append(busy, { wait: true })
          outcomes.push(...settled(busy, answers))
        }
      }
    }),
  )

  expect(outcomes).toHaveLength(SENDS)
  expect(new Set(outcomes.map(({ outcome }) => outcome.outcome))).toEqual(
    new Set(['stored', 'duplicate', 'conflict']),
  )
  expect(await holes()).toEqual([])

  // Whoever said the same under one key was answered with the same message.
  const answered = new Map<string, string>()
  let stored = 0
  for (const { sent, outcome } of outcomes) {
    if (outcome.outcome !== 'stored' && outcome.outcome !== 'duplicate') continue
    if (outcome.outcome === 'stored') stored++
    const key = `${sent.chat_id} ${sent.draft.client_id}`
    expect(outcome.message.id).toBe(answered.get(key) ?? outcome.message.id)
    expect(outcome.message.content).toBe(sent.draft.content)
    answered.set(key, outcome.message.id)
  }
  expect(stored).toBe(answered.size)
  const { total_messages } = await node(0).chats.stats()
  expect(total_messages).toBe(stored)
}, 120_000)

function settled(batch: readonly Append[], answers: readonly AppendOutcome[]) {
  return batch.flatMap((sent, at) => {
    const outcome = answers[at]
    if (outcome === undefined) throw new Error('an entry without an outcome')
    return outcome.outcome === 'busy' ? [] : [{ sent, outcome }]
  })
}

/** The chats whose numbers are not exactly 1, 2, 3 … head. */
async function holes(): Promise<string[]> {
  const reader = { userId: null, unrestricted: true }
  const broken: string[] = []
  for (const chat_id of chatIds) {
    const numbers: number[] = []
    for (let seq = 0, more = true; more; seq = numbers.at(-1) ?? 0) {
      const cursor = { chat_id, seq, anchor: null }
      const [found] = await node(0).chats.changesSince([cursor], reader, {
        rows: 1_000,
        bytes: 1e9,
      })
      if (!found) throw new Error('a chat is missing')
      numbers.push(...found.page.messages.map(({ changed_seq }) => changed_seq))
      more = found.page.hasMore
    }
    const [head] = await node(0).chats.heads([chat_id])
    const gapless = numbers.every((number, i) => number === i + 1)
    if (!gapless || numbers.length !== head?.head_seq) broken.push(chat_id)
  }
  return broken
}
