import { parseArgs } from 'node:util'
import { contenders, type Contender } from './contenders'

export interface BenchOptions {
  readonly contenders: readonly Contender[]
  readonly rounds: number
  /** Milliseconds: the least warm-up, and the most it goes on while throughput still grows. */
  readonly warmUp: number
  readonly settle: number
  readonly measure: number
  /** Writes a CPU profile of each server in each phase into `bench/results`. */
  readonly profile: boolean
}

/** `--quick`, `--rounds 3`, `--only relay,otsy-postgres`, `--profile`. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  })
  const names = values.only?.split(',')
  const unknown = names?.filter((name) => !contenders.some((contender) => contender.name === name))
  if (unknown?.length) throw new Error(`Unknown contenders: ${unknown.join(', ')}`)
  return {
    contenders: contenders.filter(({ name }) => names?.includes(name) ?? true),
    rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
    warmUp: values.quick ? 1_000 : 2_000,
    settle: values.quick ? 5_000 : 15_000,
    measure: values.quick ? 2_000 : 5_000,
    profile: values.profile,
  }
}
