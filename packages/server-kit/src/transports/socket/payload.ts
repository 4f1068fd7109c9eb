import type { ClientEventName, ClientPayload } from '@otsy/protocol'
import { clientEventSchemas } from '@otsy/protocol/schemas'
import { parse } from '../parse'
import { isPlainSend } from './plain-send'

/** Checks what came with an event against its shape; throws `invalid_input` that names each fault. */
export function checkedPayload(
  event: ClientEventName,
  payload: unknown,
): ClientPayload<ClientEventName> {
  if (event === 'send_message' && isPlainSend(payload)) return payload
  return parse(clientEventSchemas[event].payload, payload)
}
