import { hash } from 'node:crypto'
import type { JsonValue, MessageInput } from '@otsy/protocol'

/** Fingerprint of a body as first sent: the same for the same body, whatever the order of its keys. */
export function digestBody(input: MessageInput): string {
  const { client_id: _clientId, ...given } = input
  const body = { ...given, type: given.type ?? 'text', content: given.content ?? '' }
  return hash('sha256', canonical(body as JsonValue), 'base64url')
}

function canonical(value: JsonValue | undefined): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const record = value as { readonly [key: string]: JsonValue }
  const parts = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`)
  return `{${parts.join(',')}}`
}
