import type { ErrorDetail } from '@otsy/protocol'
import * as z from 'zod/mini'
import { OtsyError } from '../core/errors'

/** Checks input against a shape of the contract; throws `invalid_input` that names each fault. */
export function parse<S extends z.ZodMiniType>(schema: S, input: unknown): z.output<S> {
  const result = z.safeParse(schema, input, { error: inWords })
  if (result.success) return result.data
  const details = detailsOf(result.error.issues)
  throw new OtsyError('invalid_input', {
    message: details[0] === undefined ? 'The input is not valid.' : sentence(details[0]),
    details,
  })
}

// Given here, not as zod's global setting: that one is the host's.
const inWords = z.locales.en().localeError
const MOST_DETAILS = 10
/** A path holds keys of the sender, who may make them as long as a frame. */
const LONGEST_PATH = 200

function detailsOf(issues: readonly z.core.$ZodIssue[]): ErrorDetail[] {
  return issues.slice(0, MOST_DETAILS).flatMap((issue): ErrorDetail[] => {
    const path = issue.path.map(String).join('.').slice(0, LONGEST_PATH)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MOST_DETAILS).map((key) => ({
        path: (path === '' ? key : `${path}.${key}`).slice(0, LONGEST_PATH),
        message: 'is not a known field',
      }))
    }
    return [{ path, message: issue.message }]
  })
}

function sentence({ path, message }: ErrorDetail): string {
  return path === '' ? message : `${path}: ${message}`
}
