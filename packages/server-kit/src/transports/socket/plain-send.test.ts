import { LIMITS } from '@otsy/protocol'
import { clientEventSchemas } from '@otsy/protocol/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPlainSend } from './plain-send'

const schema = clientEventSchemas.send_message.payload
const word = (most: number) =>
  fc.string({ minLength: 1, maxLength: most, unit: fc.constantFrom('a', 'Z', '0', '_', '-') })

const plain = fc.record({
  chatId: word(LIMITS.hostIdLength),
  content: fc.string({ maxLength: 40, unit: 'grapheme' }),
  type: fc.constant('text'),
  client_id: word(LIMITS.clientIdLength),
})

/** One thing that is different, in the message or beside it; mostly something the schema minds. */
const twist = fc.oneof(
  fc.record({ content: fc.string({ unit: fc.constantFrom('か', '\0', '\ud800', '\n') }) }),
  fc.record({ content: fc.nat(100).map((marks) => `か${'\u3099'.repeat(marks)}`) }),
  fc.record({ client_id: fc.string({ minLength: LIMITS.clientIdLength - 2, unit: 'binary' }) }),
  fc.record({ client_id: fc.integer({ min: -3, max: 3 }).map((n) => lengthened(n)) }),
  fc.record({ type: fc.constantFrom('image', 'Text', 'text\n', '', 'x'.repeat(40)) }),
  fc.dictionary(fc.constantFrom('content', 'type', 'client_id', 'reply_to', 'x'), fc.jsonValue()),
  fc.constant(JSON.parse('{"__proto__": 1}') as object),
)
const lengthened = (by: number) => 'k'.repeat(LIMITS.clientIdLength + by)
const beside = fc.oneof(
  fc.constant({}),
  fc.dictionary(fc.constantFrom('chatId', 'message', 'read_seq', 'x'), fc.jsonValue()),
  fc.record({ chatId: fc.constantFrom('', 'a\0', '\ud800', 'c'.repeat(LIMITS.hostIdLength + 1)) }),
)

const twisted = fc
  .tuple(plain, fc.option(twist, { nil: {} }), beside)
  .map(([given, one, other]) => {
    const { chatId, ...message } = given
    return { chatId, message: { ...message, ...one }, ...other }
  })

test('says yes to nothing that the schema would refuse or change', () => {
  fc.assert(
    fc.property(fc.oneof(twisted, fc.jsonValue()), (given) => {
      if (!isPlainSend(given)) return
      const result = schema.safeParse(given)
      expect(result.error?.issues ?? []).toEqual([])
      expect(result.data).toStrictEqual(given)
    }),
    { numRuns: 3_000 },
  )
})

test.each(['牛乳は売り切れでした 🙏', 'two\nlines', ''])('says yes to %j', (content) => {
  const given = { chatId: 'c-1', message: { content, type: 'text', client_id: 'k_1' } }
  expect(isPlainSend(given)).toBe(true)
})
