import { LIMITS } from '@otsy/protocol'
import { httpsUrl, id, role, seq } from '@otsy/protocol/schemas'
import * as z from 'zod/mini'
import type { HistoryWindow } from './core/chat/port'
import { parse } from './transports/parse'

/*
 * The host's own code is typed, and still hands on what came from elsewhere: an order number out of a mail,
 * a page out of a query. It hears of a fault as clients do: `invalid_input`, with the field named.
 */

const sees = z._default(z.union([z.enum(['all', 'head']), seq]), 'all')
export const newMember = z.strictObject({ user_id: id, role, sees })
export const receiptUrl = z.object({ url: httpsUrl })
export const replacement = z.strictObject({ from: id, to: id, sees })

const WAYS = ['page', 'before_seq', 'around_seq'] as const

const historyWindow = z
  .strictObject({
    limit: z.int().check(z.gte(1), z.lte(LIMITS.pageSize)),
    page: z.optional(z.int().check(z.gte(1), z.lte(1_000_000))),
    before_seq: z.optional(seq),
    around_seq: z.optional(seq),
    bytes: z.optional(z.int().check(z.gte(1))),
  })
  .check(
    z.refine((window) => WAYS.filter((way) => window[way] !== undefined).length === 1, {
      error: 'one of page, before_seq and around_seq is needed',
    }),
  )

/** Throws `invalid_input`, naming the field. */
export function windowOf(given: unknown): HistoryWindow {
  // That there is one way of paging is checked, which the type cannot show.
  return parse(historyWindow, given) as HistoryWindow
}

/** The ids among what a host's function was given, checked by their names. Throws `invalid_input`. */
export function checkIds(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given))
    parse(z.object({ [name]: id }), { [name]: value })
}
