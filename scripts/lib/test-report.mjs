import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './paths.mjs'

/** Where vitest leaves its JSON report of a suite. */
export const reportFile = (/** @type {string} */ suite) => join(cache, 'tests', `${suite}.json`)

/** The suites of `npm test`, in the order they run. */
export const suites = ['unit', 'e2e']

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed tests, and files that failed without a failing test of their own
 * @property {number} skipped
 */

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that is read here
 * @property {boolean} success
 * @property {readonly { status: string, assertionResults: readonly { status: string }[] }[]} testResults
 */

/**
 * Counts a report. A run that failed without saying where counts as one failure.
 * @param {VitestReport} report
 * @returns {Tally}
 */
export function tally(report) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of report.testResults) {
    const states = file.assertionResults.map(({ status }) => status)
    const failed = states.filter((state) => state === 'failed').length
    counts.failed += file.status === 'failed' ? Math.max(failed, 1) : failed
    counts.passed += states.filter((state) => state === 'passed').length
    counts.skipped += states.filter((state) => !['passed', 'failed'].includes(state)).length
  }
  if (!report.success && counts.failed === 0) counts.failed = 1
  return counts
}

/**
 * `12 passed, 0 failed` over the suites, with the skipped ones where there are any. A suite without
 * a report did not come to its end and counts as one failure.
 * @param {readonly string[]} names
 */
export function summary(names) {
  const tallies = names.map((name) => {
    const file = reportFile(name)
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
    return tally(JSON.parse(readFileSync(file, 'utf8')))
  })
  const sum = (/** @type {keyof Tally} */ key) =>
    tallies.reduce((total, counts) => total + counts[key], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Forgets earlier runs, so that none of them is taken for this one. */
export function clearReports() {
  for (const name of suites) rmSync(reportFile(name), { force: true })
}
