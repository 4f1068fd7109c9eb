import type { ServerEventName, ServerPayload } from '@otsy/protocol'
import type { OpenWire, WireOptions } from '../../src/index'

/** A line on which a test says what the server says; whatever the client sends is acknowledged. */
export interface ScriptedWire {
  readonly open: OpenWire
  /** What is acknowledged, by the event's name; `{}` for others. */
  readonly answers: Record<string, unknown>
  tell<K extends ServerEventName>(name: K, payload: ServerPayload<K>): void
  /** The server's greeting, which makes the client online. */
  greet(userId: string): void
}

export function scriptedWire(): ScriptedWire {
  let wire: WireOptions | null = null
  const tell: ScriptedWire['tell'] = (name, payload) => wire?.onEvent(name, payload)
  const answers: Record<string, unknown> = {}
  return {
    answers,
    open: (options) => {
      wire = options
      return {
        isConnected: true,
        send: ([name], onAnswer) => onAnswer?.({ ok: true, data: answers[name] ?? {} }),
        close: () => {
          wire = null
        },
      }
    },
    tell,
    greet: (userId) =>
      tell('connected', {
        ...{ userId, role: 'user', epoch: 'epoch', protocol: 1 },
        timestamp: '2026-01-01T00:00:00.000Z',
      }),
  }
}
