import { hash } from 'node:crypto'
import type { JsonValue, MessageInput } from '@otsy/protocol'

/** Fingerprint of a body as first sent: the same for the same body, whatever the order of its keys. */
export function digestBody(input: MessageInput): string {
  const text = textAlone(input)
  // As `canonical` writes it; nearly all messages are nothing but a text.
  if (text !== null) return digest(`{"content":${JSON.stringify(text)},"type":"text"}`)
  const { client_id: _clientId, ...given } = input
  const body = { ...given, type: given.type ?? 'text', content: given.content ?? '' }
  return digest(canonical(body as JsonValue))
}

function digest(body: string): string {
  return hash('sha256', body, 'base64url')
}

/** The text, where nothing else was given. */
function textAlone(input: MessageInput): string | null {
  const { type = 'text', content } = input
  if (type !== 'text' || content === undefined) return null
  for (const field in input) {
    if (field !== 'content' && field !== 'type' && field !== 'client_id') return null
  }
  return content
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
