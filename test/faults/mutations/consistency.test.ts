import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { edited, root } from './mutation'
import { mutations } from './table'

const FAULTS = Array.from({ length: 34 }, (_, i) => i + 1)

test('every fault has a mutation, and a test by its number where the mutation says', () => {
  expect([...new Set(mutations.map(({ fault }) => fault))].sort((a, b) => a - b)).toEqual(FAULTS)
  for (const { fault, test: file } of mutations) {
    expect(readFileSync(join(root, file), 'utf8'), file).toContain(`fault ${fault}: `)
  }
})

test.each(mutations)('what the mutation of fault $fault takes away stands once', ({ edits }) => {
  for (const edit of edits) {
    const source = readFileSync(join(root, edit.file), 'utf8')
    expect(edited(source, edit)).not.toBe(source)
  }
})
