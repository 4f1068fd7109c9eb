import type { MessageInput } from '@otsy/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AwaitHost } from '../await-host'
import { invalidInput, OtsyError } from '../errors'
import { newId } from '../ids'
import type { MessageDraft } from './model'
import { storableMetadata } from './storable'

/** A kind of message a host adds, such as `substitution`. */
export interface MessageKind {
  /** Who may send it; `people` lets clients, default only the host's own code. */
  readonly from?: 'people' | 'host'
  /** Checks and may transform `metadata`: any Standard Schema (zod, valibot, arktype …). */
  readonly metadata?: StandardSchemaV1
}

export type MessageKinds = Readonly<Record<string, MessageKind>>

export const builtInKinds: MessageKinds = {
  text: { from: 'people' },
  image: { from: 'people' },
  system: { from: 'host' },
  order_update: { from: 'host' },
  receipt_shared: { from: 'host' },
}

export interface DraftRules {
  readonly kinds: MessageKinds
  /** Characters (code points) of a text. */
  readonly textLength: number
  /** Host names attachments may come from, with their subdomains; undefined: any public name. */
  readonly attachmentHosts: readonly string[] | undefined
  readonly awaitHost: AwaitHost
}

/**
 * Makes a checked draft of what a sender gave. Rejects with `invalid_input` and the field named. `input`
 * has the shape of the schema already; here stand the rules a shape cannot say.
 */
export async function draftMessage(
  input: MessageInput,
  from: 'people' | 'host',
  rules: DraftRules,
): Promise<MessageDraft> {
  const draft = draftAtOnce(input, from, rules)
  const schema = metadataSchema(draft.type, rules)
  if (schema === undefined) return draft
  const check = schema['~standard']
  const result = await rules.awaitHost(`the metadata check of ${draft.type}`, () =>
    check.validate(input.metadata ?? {}),
  )
  const metadata = checkedMetadata(result)
  return metadata === undefined ? draft : { ...draft, metadata }
}

/** What checks the metadata of a kind, where the host gave something. */
export function metadataSchema(type: string, { kinds }: DraftRules): StandardSchemaV1 | undefined {
  return kindOf(type, kinds)?.metadata
}

/** As `draftMessage`, where no `metadataSchema` has to be awaited. Throws. */
export function draftAtOnce(
  input: MessageInput,
  from: 'people' | 'host',
  rules: DraftRules,
): MessageDraft {
  const type = input.type ?? 'text'
  const kind = kindOf(type, rules.kinds)
  if (kind === undefined) throw invalidInput('type', 'is not a kind this server knows')
  if (from === 'people' && kind.from !== 'people')
    throw invalidInput('type', 'is for the host alone')

  const content = input.content ?? ''
  checkText(content, rules.textLength)
  if (type === 'text' && content.trim() === '' && input.attachment_url === undefined) {
    throw invalidInput('content', 'must not be empty')
  }
  if ((type === 'image' || type === 'receipt_shared') && input.attachment_url === undefined) {
    throw invalidInput('attachment_url', `is needed for a message of kind ${type}`)
  }
  if (type === 'order_update' && !isOrderUpdate(input.metadata)) {
    throw invalidInput('metadata', 'must hold order_id and update.status')
  }
  if (input.attachment_url !== undefined) checkHost(input.attachment_url, rules.attachmentHosts)

  return { ...input, id: newId(), type, content }
}

function kindOf(type: string, kinds: MessageKinds): MessageKind | undefined {
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined
}

/** Both travel in an event of their own, so they must be there. */
function isOrderUpdate(metadata: MessageInput['metadata']): boolean {
  const update = metadata?.update
  if (typeof metadata?.order_id !== 'string' || typeof update !== 'object' || update === null) {
    return false
  }
  return 'status' in update && typeof update.status === 'string' && update.status !== ''
}

/** Throws `invalid_input` for a text of more characters than allowed. */
export function checkText(text: string, most: number): void {
  // A code point is at most two units, so most texts need no counting.
  if (text.length <= most) return
  let length = 0
  for (const _ of text) length++
  if (length > most) throw invalidInput('content', `must have at most ${most} characters`)
}

function checkedMetadata(result: StandardSchemaV1.Result<unknown>): MessageInput['metadata'] {
  if (result.issues === undefined) return storableMetadata(result.value)
  throw new OtsyError('invalid_input', {
    message: 'metadata does not fit this kind of message',
    details: result.issues.slice(0, 10).map((issue) => ({
      path: ['metadata', ...(issue.path ?? []).map(segmentName)].join('.'),
      message: issue.message,
    })),
  })
}

function segmentName(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}

function checkHost(address: string, allowed: readonly string[] | undefined): void {
  const host = new URL(address).hostname.toLowerCase().replace(/\.$/, '')
  if (allowed === undefined) {
    // A name with a dot that does not end in a number: not an address, not `localhost`.
    if (/\.(?:[a-z][a-z0-9-]*|xn--[a-z0-9-]+)$/.test(host) && !host.endsWith('.localhost')) return
    throw invalidInput('attachment_url', 'must name a public host')
  }
  if (allowed.some((name) => host === name || host.endsWith(`.${name}`))) return
  throw invalidInput('attachment_url', 'is on a host that is not allowed here')
}
