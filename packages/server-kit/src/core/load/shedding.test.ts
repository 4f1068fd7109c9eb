import { describe, expect, test } from 'vitest'
import { measured, Pressure } from './pressure'
import { SHED_FROM_MS, Shedding, type Work } from './shedding'

/** A store whose every answer takes as long as a test says, on a clock of the test. */
function slowStore() {
  let now = 10_000
  const pressure = new Pressure(() => now)
  const begin = () => {
    let end = () => {}
    const done = pressure.measure(new Promise<void>((resolve) => (end = resolve)))
    return async () => {
      end()
      await done
    }
  }
  return { pressure, begin, pass: (ms: number) => (now += ms) }
}

const order: readonly Work[] = ['typing', 'presence', 'receipts', 'history', 'sends']

function shed(pressure: Pressure): Work[] {
  const shedding = new Shedding(pressure)
  return order.filter((work) => {
    try {
      shedding.admit(work)
      return false
    } catch (refusal) {
      expect(refusal).toMatchObject({ code: 'overloaded', retryable: true, status: 503 })
      return true
    }
  })
}

describe('under load', () => {
  test('typing goes first, then presence, receipts, history, and sends last', () => {
    const { pressure, begin, pass } = slowStore()
    begin()
    expect(shed(pressure)).toEqual([])
    let waited = 0
    order.forEach((work, i) => {
      pass(SHED_FROM_MS[work] - waited)
      waited = SHED_FROM_MS[work]
      expect(shed(pressure)).toEqual(order.slice(0, i + 1))
    })
  })

  test('one that waits alone, as for a locked chat, is nobody else’s trouble', async () => {
    const { pressure, begin, pass } = slowStore()
    begin()
    pass(4_000)
    expect(shed(pressure)).not.toEqual([])
    await begin()()
    expect(shed(pressure)).toEqual([])
  })

  test('everything is taken again within two seconds of the last slow answer', async () => {
    const { pressure, begin, pass } = slowStore()
    const end = begin()
    pass(6_000)
    await end()
    expect(shed(pressure)).toEqual(order)
    pass(2_000)
    expect(shed(pressure)).toEqual([])
  })

  test('an answer that is a fault counts like any other', async () => {
    const { pressure, pass } = slowStore()
    const failing = pressure.measure(Promise.resolve().then(() => Promise.reject(new Error('x'))))
    pass(3_000)
    await expect(failing).rejects.toThrow('x')
    expect(pressure.waitMs).toBe(3_000)
  })

  test('a measured object answers as itself, and what is left out is not measured', async () => {
    class Store {
      readonly #name = 'own'
      slow = (): Promise<string> => Promise.resolve(this.#name)
      own(): Promise<string> {
        return Promise.resolve(this.#name)
      }
    }
    const { pressure, pass } = slowStore()
    const store = measured(new Store(), pressure, (method) => method !== 'slow')
    const [own, slow] = [store.own(), store.slow()]
    pass(100)
    expect(await own).toBe('own')
    expect(pressure.waitMs).toBe(100)
    expect(await slow).toBe('own')
    expect(store.own).toBe(store.own)
  })
})
