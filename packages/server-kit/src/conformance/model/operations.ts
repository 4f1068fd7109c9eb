import fc from 'fast-check'

/** Who takes part: the pair, one who comes and goes, one who never comes, an admin, the system. */
export const actors = ['user', 'shopper', 'third', 'stranger', 'admin', 'system'] as const
export type Actor = (typeof actors)[number]

export const readers = ['user', 'shopper', 'third', 'stranger', 'admin'] as const
export type ModelReader = (typeof readers)[number]

/** Those whose clients are followed. */
export const followed = ['user', 'shopper', 'third'] as const
export type Followed = (typeof followed)[number]

export interface Send {
  readonly by: Actor
  readonly type: 'text' | 'system' | 'order_update'
  readonly body: number
  /** Few, so that they meet. */
  readonly key: number | null
}

/** `at` is a fraction: of the messages so far, or of the numbers up to the head. */
export type Operation =
  | { readonly do: 'send'; readonly sends: readonly Send[] }
  | { readonly do: 'edit'; readonly at: number; readonly body: number }
  | { readonly do: 'delete'; readonly at: number }
  | { readonly do: 'react'; readonly at: number; readonly count: number }
  | { readonly do: 'join'; readonly sees: 'all' | 'head' }
  | { readonly do: 'leave' }
  | { readonly do: 'status'; readonly status: 'active' | 'closed' }
  | { readonly do: 'read'; readonly by: ModelReader; readonly at: number }
  | { readonly do: 'sync'; readonly by: Followed }

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const body = fc.nat({ max: 2 })

const send: fc.Arbitrary<Send> = fc.record({
  by: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('user' as const, 'shopper' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...actors) },
  ),
  type: fc.constantFrom(
    'text' as const,
    'text' as const,
    'system' as const,
    'order_update' as const,
  ),
  body,
  key: fc.option(fc.nat({ max: 2 })),
})

const is = <K extends Operation['do']>(name: K): fc.Arbitrary<K> => fc.constant(name)

/** A conversation of up to `maxLength` steps, of any length alike. */
export function operations(maxLength: number): fc.Arbitrary<Operation[]> {
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: is('send'),
        sends: fc.array(send, { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('edit'), at, body }) },
    { weight: 2, arbitrary: fc.record({ do: is('delete'), at }) },
    { weight: 1, arbitrary: fc.record({ do: is('react'), at, count: fc.nat({ max: 2 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: is('join'),
        sees: fc.constantFrom('all' as const, 'head' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: is('leave') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: is('status'),
        status: fc.constantFrom('active' as const, 'closed' as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: is('read'),
        by: fc.constantFrom(...readers),
        at: fc.double({ min: 0, max: 1.1, noNaN: true }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: is('sync'), by: fc.constantFrom(...followed) }) },
  )
  return fc.array(operation, { minLength: 1, maxLength, size: 'max' })
}
