import { expect, test } from 'vitest'
import { endsComposition } from './ends-composition'

test('an Enter that accepts a conversion belongs to the input method', () => {
  expect(endsComposition({ isComposing: true, keyCode: 13 })).toBe(true)
})

test('so does the one Safari sends after the composition has ended', () => {
  expect(endsComposition({ isComposing: false, keyCode: 229 })).toBe(true)
})

test('an Enter of its own does not', () => {
  expect(endsComposition({ isComposing: false, keyCode: 13 })).toBe(false)
})
