import { describe, expect, test } from 'vitest'
import { nextTurn } from '../turn'
import { Answers } from './answers'

/** Tellings of several chats in turns, and what was told so far. */
function tellings(count: number, chats: number) {
  const told: string[] = []
  const all = Array.from({ length: count }, (_, i) => {
    const chat = `chat ${i % chats}`
    return [chat, () => void told.push(`${chat}: ${i}`)] as const
  })
  return { told, all }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await nextTurn()
}

describe('answers to a commit', () => {
  test('are told at once when they are few', () => {
    const { told, all } = tellings(64, 2)
    new Answers(64).tell(all)
    expect(told).toHaveLength(64)
  })

  test('of one chat go together and in order; other work has a turn before the next ones', async () => {
    const { told, all } = tellings(300, 3)
    new Answers(64).tell(all)
    expect(told).toEqual(Array.from({ length: 100 }, (_, i) => `chat 0: ${3 * i}`))
    await turns(2)
    expect(told).toHaveLength(200)
    await turns(2)
    expect(told).toHaveLength(300)
  })

  test('of a later commit come after those of an earlier one', async () => {
    const answers = new Answers(64)
    const first = tellings(200, 2)
    answers.tell(first.all)
    const second: number[] = []
    answers.tell([['chat 1', () => second.push(first.told.length)]])
    await turns(6)
    expect(second).toEqual([200])
  })
})
