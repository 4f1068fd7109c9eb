import { expect, test } from 'vitest'
import { crowd, emptyDraft, faultsOf, MOST_NAMED, namedIn } from './draft'

test('people are named once, however they are parted', () => {
  expect(namedIn(' a, b\nc、a\n\n')).toEqual(['a', 'b', 'c'])
})

test.each([
  [{}, ['missing']],
  [{ title: ' ' }, ['missing']],
  [{ title: 'x' }, []],
  [{ title: 'x', to: 'named' as const }, ['missingPeople']],
  [{ title: 'x', to: 'named' as const, people: crowd(MOST_NAMED).join(' ') }, []],
  [{ title: 'x', to: 'named' as const, people: crowd(MOST_NAMED + 1).join(' ') }, ['tooMany']],
  [{ title: 'x', url: '/orders/1' }, []],
  [{ title: 'x', url: 'https://evil.example' }, ['linkInvalid']],
  [{ title: 'x', url: '//evil.example' }, ['linkInvalid']],
])('a draft says what it lacks (%#)', (given, faults) => {
  expect(faultsOf({ ...emptyDraft, ...given })).toEqual(faults)
})
