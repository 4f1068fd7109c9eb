import { expect, test } from 'vitest'
import { Lanes } from './lanes'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('tasks of one key run one after another, those of others meanwhile', async () => {
  const lanes = new Lanes()
  const events: string[] = []
  const task = (name: string, turns: number) => async () => {
    events.push(`${name} begins`)
    for (let i = 0; i < turns; i++) await turn()
    events.push(`${name} ends`)
    return name
  }
  const done = [
    lanes.run('a', task('a1', 3)),
    lanes.run('a', task('a2', 0)),
    lanes.run('b', task('b1', 1)),
  ]
  expect([lanes.length('a'), lanes.length('b')]).toEqual([2, 1])
  expect(await Promise.all(done)).toEqual(['a1', 'a2', 'b1'])
  expect(events).toEqual(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends'])
  await turn()
  expect(lanes.isEmpty).toBe(true)
})

test('a task that fails does not stop those behind it', async () => {
  const lanes = new Lanes()
  const failed = lanes.run('a', () => Promise.reject(new Error('no')))
  const next = lanes.run('a', () => Promise.resolve('yes'))
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
