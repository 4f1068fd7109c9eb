import type * as z from 'zod/mini'

/** The shapes of one route; a part that is absent takes nothing. */
export interface RouteSchema {
  readonly params?: z.ZodMiniType
  readonly query?: z.ZodMiniType
  readonly body?: z.ZodMiniType
  readonly response: z.ZodMiniType
}
