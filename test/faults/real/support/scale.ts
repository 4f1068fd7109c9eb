/** `npm run test:faults -- --real` takes as long as the promises say; `npm test` a short form of it. */
export const isLong = process.env['OTSY_REAL_FAULTS'] === 'long'

/** A clock for recorders that agrees with the database's. */
export const clock = { now: () => Date.now() }
