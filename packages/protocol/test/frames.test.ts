import { describe, expect, test } from 'vitest'
import { json } from './support/json'
import { clientEvents, routes, serverEvents } from '../src/index'
import { errorBody, wireError } from '../src/schemas/index'
import refusals from './frames/refusals.json'
import { frames, recorded, type Frame } from './support/frames'
import { keysOf, withKey, type Path } from './support/keys'

/** Under these stands free data, whose keys the contract does not know. */
const FREE = new Set(['metadata', 'update', 'data'])
/** The keys right under these are ids or names. */
const RECORDS = new Set(['chats', 'cursors', 'by_state', 'by_kind'])

const isFree = ({ value }: Frame, path: Path): boolean => {
  // An acknowledgement has a `data` of its own, which is not free.
  const start = typeof value === 'object' && value !== null && 'ok' in value ? 1 : 0
  const isItem = /^\d+$/.test(path.at(-1) ?? '') || /^\d+$/.test(path.at(-2) ?? '')
  return (
    path.slice(start, -1).some((key) => FREE.has(key)) ||
    (RECORDS.has(path.at(-2) ?? '') && !isItem)
  )
}

const accepts = ({ schema }: Frame, value: unknown): boolean => schema.safeParse(value).success

describe('the frozen frames', () => {
  test('are of every route and every event of the tables', () => {
    expect(recorded.routes.toSorted()).toEqual(Object.keys(routes).toSorted())
    expect(recorded.clientEvents.toSorted()).toEqual(Object.keys(clientEvents).toSorted())
    expect(recorded.serverEvents.toSorted()).toEqual(Object.keys(serverEvents).toSorted())
  })

  test.each(frames)('$name parses, and nothing of it is unknown', ({ schema, value }) => {
    expect(schema.parse(value)).toEqual(value)
  })

  test.each(frames)('$name: a key by another name is refused, or not seen', (frame) => {
    for (const path of keysOf(frame.value).filter((path) => !isFree(frame, path))) {
      const renamed = withKey(frame.value, path, `${path.at(-1) ?? ''}_`)
      const result = frame.schema.safeParse(renamed)
      if (frame.strict) expect(result.success, path.join('.')).toBe(false)
      else if (result.success) expect(result.data, path.join('.')).not.toEqual(renamed)
    }
  })

  test('can do without these keys and no others', async () => {
    const optional = Object.fromEntries(
      frames.map((frame) => {
        const keys = keysOf(frame.value)
          .filter((path) => !isFree(frame, path))
          .filter((path) => accepts(frame, withKey(frame.value, path, undefined)))
        const names = keys.map((path) =>
          path.map((key) => (/^\d+$/.test(key) ? '*' : key)).join('.'),
        )
        return [frame.name, [...new Set(names)].toSorted()]
      }),
    )
    await expect(await json(optional)).toMatchFileSnapshot('./frozen/optional-keys.json')
  })

  test('of refusals are one error on REST, in acknowledgements and at the handshake', () => {
    expect(errorBody.parse(refusals.rest)).toEqual(refusals.rest)
    expect(errorBody.parse(refusals.handshake)).toEqual(refusals.handshake)
    expect(refusals.ack.ok).toBe(false)
    expect(wireError.parse(refusals.ack.error)).toEqual(refusals.ack.error)
    for (const path of keysOf(refusals.rest).filter((path) => path[1] !== 'details')) {
      expect(errorBody.safeParse(withKey(refusals.rest, path, undefined)).success).toBe(
        path.length === 1 ? false : path[1] === 'retry_after_ms',
      )
    }
  })
})
