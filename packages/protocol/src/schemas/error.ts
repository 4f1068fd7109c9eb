import * as z from 'zod/mini'
import { errors, type ErrorCode } from '../errors/table'

export const errorCode = z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]])

/** Where and why an input was refused. */
export const errorDetail = z.object({ path: z.string(), message: z.string() })

export const wireError = z.object({
  code: errorCode,
  message: z.string(),
  retryable: z.boolean(),
  retry_after_ms: z.optional(z.int()),
  request_id: z.string(),
  details: z.optional(z.array(errorDetail)),
})

/** The body of every refusal on REST, and the `data` of a refused handshake. */
export const errorBody = z.object({ error: wireError })
