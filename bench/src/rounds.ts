import { parseArgs } from 'node:util'

/** `--rounds 3`, or the number alone. */
export function readRounds(args: readonly string[], byDefault: number): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string' } },
    allowPositionals: true,
  })
  const given = values.rounds ?? positionals[0]
  const rounds = given === undefined ? byDefault : Number(given)
  if (Number.isInteger(rounds) && rounds > 0) return rounds
  throw new Error(`${given} is no number of rounds: --rounds 3 takes three.`)
}
