import type { Fault } from './fault'

/** A whole number from 0 to `most`, absent where it is not set. */
export function readNumber(
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
  { setting, most }: { readonly setting: string; readonly most: number },
): number | undefined {
  const given = env[setting] ?? ''
  if (given === '') return undefined
  if (/^\d{1,9}$/.test(given) && Number(given) <= most) return Number(given)
  faults.push({
    setting,
    why: 'is not a number it can be.',
    mend: `Set a whole number from 0 to ${most}, or unset it.`,
  })
  return undefined
}
