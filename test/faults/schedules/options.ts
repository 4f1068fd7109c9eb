export interface RunOptions {
  readonly seeds: number
  /** The first seed. */
  readonly from: number
  readonly nodes: number | undefined
  /** Processes; each has one clock. */
  readonly workers: number
}

export const USAGE = `npm run test:faults -- [options]
  --seeds N      random schedules to run; default 10000
  --seed K       the schedule of this seed alone; with --seeds, the first of them
  --nodes M      servers in each, 1 to 9; default 1 to 3 by the seed
  --workers W    processes, 1 to 64; default one for each processor
  --schedules    the schedules alone, without the tests of test/faults
  --real         the tests with real processes alone
  --mutations [N …]  switches off the mechanism behind each fault, or these, and looks whether its test fails`

/** Throws an Error that says which argument is wrong. */
export function readOptions(args: readonly string[], processors: number): RunOptions {
  const given = new Map<string, number>()
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    ...{ '--seeds': [1, 10_000_000], '--seed': [0, 0xffff_ffff] },
    ...{ '--nodes': [1, 9], '--workers': [1, 64] },
  }
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i] ?? ''
    const range = ranges[name]
    if (range === undefined) throw new Error(`${name} is no option.\n${USAGE}`)
    const value = Number(args[i + 1])
    const [least, most] = range
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`${name} takes a whole number from ${least} to ${most}.\n${USAGE}`)
    given.set(name, value)
  }
  const seed = given.get('--seed')
  const seeds = given.get('--seeds') ?? (seed === undefined ? 10_000 : 1)
  const workers = Math.min(given.get('--workers') ?? processors, seeds)
  return { seeds, from: seed ?? 1, nodes: given.get('--nodes'), workers }
}
