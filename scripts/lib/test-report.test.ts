import { expect, test } from 'vitest'
import { tally } from './test-report.mjs'

const file = (status: string, ...states: string[]) => ({
  status,
  assertionResults: states.map((state) => ({ status: state })),
})

test('tests are counted over all files', () => {
  const testResults = [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')]
  expect(tally({ success: false, testResults })).toEqual({ passed: 3, failed: 1, skipped: 0 })
})

test('a skipped test is neither passed nor failed', () => {
  const testResults = [file('passed', 'passed', 'skipped', 'todo')]
  expect(tally({ success: true, testResults })).toEqual({ passed: 1, failed: 0, skipped: 2 })
})

test('a file that could not be loaded is a failure', () => {
  expect(tally({ success: false, testResults: [file('failed')] })).toMatchObject({ failed: 1 })
})

test('a run that failed outside of its tests is a failure', () => {
  const testResults = [file('passed', 'passed')]
  expect(tally({ success: false, testResults })).toMatchObject({ passed: 1, failed: 1 })
})
