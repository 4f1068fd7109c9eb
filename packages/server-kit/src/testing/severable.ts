/** Calls of a thing on behalf of a process that may die at any moment. */
export interface Severable<T extends object> {
  readonly value: T
  /** From now on no call does anything, and none is answered. */
  sever(): void
}

/** Called around each call; may sever. */
export type Around = (method: string, moment: 'before' | 'after') => void

/** Wraps an object and the objects it has as properties, so that a dead process reaches none of them. */
export function severable<T extends object>(target: T, around?: Around): Severable<T> {
  let severed = false
  const wrappers = new WeakMap<object, object>()

  function wrap<O extends object>(object: O): O {
    const known = wrappers.get(object)
    if (known !== undefined) return known as O
    const wrapper = new Proxy(object, {
      get(inner, property) {
        const value: unknown = Reflect.get(inner, property)
        if (typeof value === 'function') return call(inner, String(property), value as AnyFunction)
        return typeof value === 'object' && value !== null ? wrap(value) : value
      },
    })
    wrappers.set(object, wrapper)
    return wrapper
  }

  function call(inner: object, method: string, run: AnyFunction): AnyFunction {
    return (...args) => {
      if (severed) return silence()
      around?.(method, 'before')
      if (severed) return silence()
      const answer = run.apply(inner, args)
      if (!(answer instanceof Promise)) return answer
      return answer.then(
        (value: unknown) => {
          around?.(method, 'after')
          return severed ? silence() : value
        },
        (fault: unknown) => {
          if (severed) return silence()
          throw fault
        },
      )
    }
  }

  return { value: wrap(target), sever: () => (severed = true) }
}

type AnyFunction = (...args: unknown[]) => unknown

/** What a process that is gone hears. */
function silence(): Promise<never> {
  return new Promise(() => {})
}
