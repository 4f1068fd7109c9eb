// Prints the tally of the last `npm test` in one line.
import { suites, summary } from './lib/test-report.mjs'

console.log(summary(suites))
