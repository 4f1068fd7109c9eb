import { countsAsUnread, type Author } from '../../core/chat/model'
import type { Append } from '../../core/chat/port'
import type { Param } from './database'
import { arrayOf, quoted, textArray, uuidOrNull } from './ids'
import type { ENTRIES } from './statements/append'

/** Stands for a reply target that cannot exist, so that it is judged in its turn. */
const NO_MESSAGE = '00000000-0000-0000-0000-000000000000'

/** For each entry whose key another entry of the batch has too, the number they share. */
export type Twins = ReadonlyMap<number, number>

/** What a batch asks, as the statement reads it. Rows count from 0 here, from 1 on there. */
export interface AppendTables {
  readonly params: readonly Param[]
  /** Which entries of the batch are asked: an entry whose chat id cannot exist is not. */
  readonly asked: readonly number[]
  /** Of each entry asked its place, of each place its chat. */
  readonly places: readonly number[]
  readonly chats: readonly number[]
}

/** The tables for entries of a batch, which are named by their indices. */
export function tablesOf(
  batch: readonly Append[],
  { left, twins }: { readonly left: readonly number[]; readonly twins: Twins },
): AppendTables {
  const chatIds: string[] = []
  const chats: number[] = []
  const senders: string[] = []
  const roles: (string | undefined)[] = []
  const places: number[] = []
  const asked: number[] = []
  const entries: Append[] = []
  const known = new Map<string, { chat: number; places: Map<string, number> } | null>()

  for (const i of left) {
    const entry = batch[i]
    if (entry === undefined) continue
    const { author, chat_id } = entry
    let at = known.get(chat_id)
    if (at === undefined) {
      const exists = uuidOrNull(chat_id) !== null
      at = exists ? { chat: chatIds.push(chat_id) - 1, places: new Map() } : null
      known.set(chat_id, at)
    }
    if (at === null) continue
    const role = roleGiven(author)
    const name = `${role ?? ''} ${senderKey(author)}`
    let place = at.places.get(name)
    if (place === undefined) {
      place = chats.push(at.chat) - 1
      senders.push(senderKey(author))
      roles.push(role)
      at.places.set(name, place)
    }
    asked.push(i)
    places.push(place)
    entries.push(entry)
  }

  const params = [
    textArray(chatIds),
    rows(chats),
    textArray(senders),
    arrayOf(roles, quoted),
    ...Object.values(columns(entries, { places, twins: asked.map((i) => twins.get(i)) })),
  ]
  return { params, asked, places, chats }
}

function columns(
  entries: readonly Append[],
  given: { readonly places: readonly number[]; readonly twins: readonly (number | undefined)[] },
): Record<keyof typeof ENTRIES, string> {
  const of = <T>(valueOf: (entry: Append) => T | undefined, written: (value: T) => string) =>
    arrayOf(entries.map(valueOf), written)
  const flag = (isSet: (entry: Append) => boolean) =>
    of((entry) => isSet(entry) || undefined, String)
  return {
    place: rows(given.places),
    client_id: of(({ draft }) => draft.client_id, quoted),
    body_hash: of(({ body_hash }) => body_hash ?? undefined, quoted),
    reply_to: of(
      ({ draft }) => draft.reply_to,
      (id) => uuidOrNull(id) ?? NO_MESSAGE,
    ),
    even_if_closed: flag(({ even_if_closed }) => even_if_closed),
    quiet: flag(
      ({ author, draft }) => author.kind !== 'member' && !countsAsUnread('system', draft.type),
    ),
    notify: flag(({ notify }) => notify === true),
    twin: arrayOf(given.twins, String),
    id: of(({ draft }) => draft.id, quoted),
    type: of(({ draft }) => draft.type, quoted),
    content: of(({ draft }) => draft.content, quoted),
    attachment_url: of(({ draft }) => draft.attachment_url, quoted),
    attachment_type: of(({ draft }) => draft.attachment_type, quoted),
    attachment_width: of(({ draft }) => draft.attachment_width, String),
    attachment_height: of(({ draft }) => draft.attachment_height, String),
    metadata: of(
      ({ draft }) => draft.metadata,
      (value) => quoted(JSON.stringify(value)),
    ),
  }
}

function rows(numbers: readonly number[]): string {
  return arrayOf(numbers, (number) => String(number + 1))
}

/** Empty for the system. */
export function senderKey(author: Author): string {
  return author.kind === 'system' ? '' : author.userId
}

/** The role of one who needs no place in the chat. */
function roleGiven(author: Author): string | undefined {
  if (author.kind === 'member') return undefined
  return author.kind === 'system' ? 'system' : author.role
}
