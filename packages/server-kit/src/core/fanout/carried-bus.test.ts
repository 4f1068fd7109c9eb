import { describe, expect, test } from 'vitest'
import { CarriedBus, type Carrier, type CarrierEar } from './carried-bus'
import type { BusNews, Signal } from './port'

const signal = (user_id: string): Signal => ({ kind: 'own_row', chat_id: 'chat', user_id })

/** A carrier that keeps what it is given, and answers when the test says so. */
class HeldCarrier implements Carrier {
  readonly sent: { readonly text: string; answer: (fault?: Error) => void }[] = []
  ear: CarrierEar | undefined

  send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sent.push({ text, answer: (fault) => (fault ? reject(fault) : resolve()) })
    })
  }

  start(ear: CarrierEar): void {
    this.ear = ear
  }

  async close(): Promise<void> {}

  /** What another node would hear of the n-th text. */
  told(n: number): (Signal | BusNews)[] {
    const heard: (Signal | BusNews)[] = []
    const other = new HeldCarrier()
    new CarriedBus(other).subscribe((one) => heard.push(one))
    other.ear?.text(this.sent[n]?.text ?? '')
    return heard
  }
}

function scene() {
  const carrier = new HeldCarrier()
  const bus = new CarriedBus(carrier)
  const heard: (Signal | BusNews)['kind'][] = []
  bus.subscribe(({ kind }) => heard.push(kind))
  return { carrier, bus, heard }
}

/** Everything that was begun in earlier turns has come as far as it can. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

describe('a bus over a carrier', () => {
  test('sends one text at a time, with everything that came meanwhile', async () => {
    const { carrier, bus } = scene()
    bus.publish(signal('1'))
    bus.publish(signal('2'))
    await turn()
    bus.publish(signal('3'))
    bus.publish(signal('4'))
    await turn()
    expect(carrier.sent).toHaveLength(1)
    expect(carrier.told(0)).toEqual([signal('1'), signal('2')])
    carrier.sent[0]?.answer()
    await turn()
    expect(carrier.told(1)).toEqual([signal('3'), signal('4')])
    carrier.sent[1]?.answer()
    await turn()
    bus.publish(signal('5'))
    await turn()
    expect(carrier.told(2)).toEqual([signal('5')])
  })

  test('tells of the cut once, and tells the others that it has lost something', async () => {
    const { carrier, bus, heard } = scene()
    for (let i = 0; i < 3; i++) {
      bus.publish(signal(`lost ${i}`))
      await turn()
      carrier.sent[i]?.answer(new Error('no way'))
      await turn()
    }
    expect(heard.filter((kind) => kind === 'cut')).toHaveLength(1)
    bus.publish(signal('again'))
    await turn()
    expect(carrier.told(3)).toEqual([{ kind: 'gap' }, signal('again')])
    carrier.sent[3]?.answer()
    await turn()
    expect(heard.at(-1)).toBe('gap')
    bus.publish(signal('more'))
    await turn()
    expect(carrier.told(4)).toEqual([signal('more')])
  })

  test('confesses a loss as soon as there is a way, without waiting for more to say', async () => {
    const { carrier, bus } = scene()
    bus.publish(signal('lost'))
    await turn()
    carrier.sent[0]?.answer(new Error('no way'))
    await turn()
    carrier.ear?.sendable()
    await turn()
    expect(carrier.told(1)).toEqual([{ kind: 'gap' }])
  })

  test('drops what piles up while the way is slow, and the others hear of a gap', async () => {
    const { carrier, bus } = scene()
    bus.publish(signal('first'))
    await turn()
    for (let i = 0; i < 20; i++) bus.publish(signal(`${i} ${'x'.repeat(1024 * 1024)}`))
    carrier.sent[0]?.answer()
    await turn()
    const [first, ...kept] = carrier.told(1)
    expect(first).toEqual({ kind: 'gap' })
    expect(kept).toHaveLength(1)
  })

  test('takes what it does not understand for a gap', async () => {
    const { carrier, heard } = scene()
    for (const text of ['', '{', '7', 'null']) carrier.ear?.text(text)
    expect(heard).toEqual(['gap', 'gap', 'gap', 'gap'])
  })

  test('is cut by the way in alone, and heals with it', async () => {
    const { carrier, bus, heard } = scene()
    carrier.ear?.up()
    carrier.ear?.cut(new Error('gone'))
    carrier.ear?.cut(new Error('still gone'))
    bus.publish(signal('out'))
    await turn()
    carrier.sent[0]?.answer()
    await turn()
    expect(heard).toEqual(['gap', 'cut', 'own_row'])
    carrier.ear?.up()
    expect(heard.at(-1)).toBe('gap')
  })
})
