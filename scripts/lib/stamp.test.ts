import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digest } from './stamp.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otsy-stamp-'))
  writeFileSync(join(folder, 'a.ts'), 'export const a = 1')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('another content is another digest', () => {
  const before = digest([folder])
  writeFileSync(join(folder, 'a.ts'), 'export const a = 2')
  expect(digest([folder])).not.toBe(before)
})

test('a new file is another digest', () => {
  const before = digest([folder])
  writeFileSync(join(folder, 'b.ts'), '')
  expect(digest([folder])).not.toBe(before)
})

test('a touched file, a test and a missing folder change nothing', () => {
  const before = digest([folder])
  utimesSync(join(folder, 'a.ts'), 0, 0)
  writeFileSync(join(folder, 'a.test.ts'), 'anything')
  expect(digest([folder, join(folder, 'absent')])).toBe(before)
})

test('what is mixed in counts', () => {
  expect(digest([folder], ['x'])).not.toBe(digest([folder], ['y']))
})
