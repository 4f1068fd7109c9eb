import { expect, it } from 'vitest'
import { Turns } from './turns'

function task() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { end, run: () => ended }
}

it('lets so many of a key run, the others wait in order, and other keys do not wait', async () => {
  const turns = new Turns(2)
  const begun: string[] = []
  const tasks = ['a', 'b', 'c', 'd'].map((name) => {
    const { end, run } = task()
    const done = turns.run('key', () => {
      begun.push(name)
      return run()
    })
    return { end, done }
  })
  await turns.run('other', () => Promise.resolve(begun.push('other')))
  expect(begun).toEqual(['a', 'b', 'other'])
  expect(turns.waiting('key')).toBe(2)
  tasks[1]?.end()
  await tasks[1]?.done
  expect(begun).toEqual(['a', 'b', 'other', 'c'])
  for (const { end } of tasks) end()
  await Promise.all(tasks.map(({ done }) => done))
  expect(begun).toEqual(['a', 'b', 'other', 'c', 'd'])
  expect(turns.waiting('key')).toBe(0)
})

it('gives the place on after a fault', async () => {
  const turns = new Turns(1)
  const failed = turns.run('key', () => Promise.reject(new Error('broken')))
  const next = turns.run('key', () => Promise.resolve('next'))
  await expect(failed).rejects.toThrow('broken')
  expect(await next).toBe('next')
})
