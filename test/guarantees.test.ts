import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const page = join(import.meta.dirname, '..', 'docs', 'guarantees.md')
const lines = readFileSync(page, 'utf8').split('\n')

/** The files a text links to. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, path = '']) => join(dirname(page), path))

test('every link of the page of promises leads somewhere', () => {
  const links = lines.flatMap(linksIn)
  expect(links.length).toBeGreaterThan(50)
  expect(links.filter((path) => !existsSync(path))).toEqual([])
})

test('every promise has a row with its tests', () => {
  for (let number = 1; number <= 11; number++) {
    const rows = lines.filter((line) => line.startsWith(`| **G${number}** `))
    expect(rows, `G${number}`).toHaveLength(1)
    expect(linksIn(rows.join()), `G${number}`).not.toEqual([])
  }
})

test('every fault has a row, and tests of its number in each file it names', () => {
  for (let number = 1; number <= 34; number++) {
    const rows = lines.filter((line) => line.startsWith(`| ${number}: `))
    expect(rows, `fault ${number}`).toHaveLength(1)
    for (const file of linksIn(rows.join())) {
      expect(readFileSync(file, 'utf8'), file).toContain(`fault ${number}: `)
    }
  }
})
