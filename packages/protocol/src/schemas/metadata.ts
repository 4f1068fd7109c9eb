import * as z from 'zod/mini'
import { LIMITS } from '../limits'

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export type Metadata = { readonly [key: string]: JsonValue }

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Free data of the host beside a message: plain JSON, bounded in depth, keys and bytes. */
export const metadata = z
  .custom<Metadata>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    { error: 'must be an object' },
  )
  .check(
    z.refine((value) => metadataFault(value) === undefined, {
      error: (issue) => metadataFault(issue.input) ?? 'is not valid',
    }),
  )

/** What is wrong with a value as metadata, or undefined. Walks at most `metadataKeys` keys. */
function metadataFault(root: unknown): string | undefined {
  let keys = 0
  const walk = (value: unknown, depth: number): string | undefined => {
    if (typeof value === 'string') {
      return value.includes('\0') || !value.isWellFormed()
        ? 'has text with NUL or lone surrogates'
        : undefined
    }
    if (typeof value === 'number')
      return Number.isFinite(value) ? undefined : 'has a number that is not finite'
    if (typeof value === 'boolean' || value === null) return undefined
    if (typeof value !== 'object') return 'is not plain JSON'
    if (depth > LIMITS.metadataDepth) return `is nested deeper than ${LIMITS.metadataDepth}`
    for (const key of Object.keys(value)) {
      if (++keys > LIMITS.metadataKeys) return `has more than ${LIMITS.metadataKeys} keys`
      if (FORBIDDEN_KEYS.has(key)) return `must not have the key ${key}`
      if (key.includes('\0') || !key.isWellFormed()) return 'has a key with NUL or lone surrogates'
      const fault = walk((value as Record<string, unknown>)[key], depth + 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  const fault = walk(root, 1)
  if (fault !== undefined) return fault
  return byteLength(JSON.stringify(root)) > LIMITS.metadataBytes
    ? `is larger than ${LIMITS.metadataBytes} bytes`
    : undefined
}

function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7ff) bytes += 2
    else if (code > 0x7f) bytes += 1
  }
  return bytes
}
