import { describe, expect, test } from 'vitest'
import { digestBody } from './digest'

describe('the digest of a body', () => {
  test('is the same whatever the order of keys and whatever the key it is sent under', () => {
    const one = { content: 'x', metadata: { a: 1, b: { c: [1, 2], d: null } }, client_id: 'k1' }
    const two = { client_id: 'k2', metadata: { b: { d: null, c: [1, 2] }, a: 1 }, content: 'x' }
    expect(digestBody(one)).toBe(digestBody(two))
  })

  test('is the same for what is left out and for its default', () => {
    expect(digestBody({ content: 'x' })).toBe(digestBody({ content: 'x', type: 'text' }))
    const odd = 'か"\\\n\u2028\ud800'
    for (const content of ['x', '', odd]) {
      expect(digestBody({ content, reply_to: undefined })).toBe(digestBody({ content }))
    }
  })

  test.each([
    [{ content: 'x' }, { content: 'y' }],
    [{ content: 'x' }, { content: 'x', type: 'image' }],
    [{ content: 'x' }, { content: 'x', reply_to: 'm' }],
    [{ metadata: { a: [1, 2] } }, { metadata: { a: [2, 1] } }],
    [{ metadata: { a: '1' } }, { metadata: { a: 1 } }],
    [{ metadata: { a: { b: 1 } } }, { metadata: { a: 1, b: 1 } }],
    [{ metadata: { a: 'x","b":"y' } }, { metadata: { a: 'x', b: 'y' } }],
  ])('tells %j from %j', (one, two) => {
    expect(digestBody(one)).not.toBe(digestBody(two))
  })
})
