import assert from 'node:assert/strict'
import type { ConformanceRunner } from '../runner'
import { BusNode, signalOf } from './node'
import type { BusPlace, BusTarget } from './target'

/** The largest a message can be on the wire, with room for what is around it. */
const LARGE = 300 * 1024

/** Declares every promise of the port `Bus` as a test of the given runner. */
export function busConformance(runner: ConformanceRunner, target: BusTarget): void {
  runner.describe(`bus conformance of ${target.name}`, () => {
    const test = (name: string, body: (scene: Scene) => Promise<void>) =>
      runner.it(name, async () => {
        const scene = new Scene(await target.create())
        try {
          await body(scene)
        } finally {
          await scene.end()
        }
      })
    declareOwn(test)
    if (target.severalNodes) declareSeveral(test)
    if (target.severalNodes && target.cuts) declareCuts(test)
  })
}

type DeclareTest = (name: string, body: (scene: Scene) => Promise<void>) => void

class Scene {
  readonly place: BusPlace
  readonly #nodes: BusNode[] = []

  constructor(place: BusPlace) {
    this.place = place
  }

  alone(): BusNode {
    const node = new BusNode(this.place.connect())
    this.#nodes.push(node)
    return node
  }

  /** Nodes that hear each other: each has told so with its first `gap`. */
  async together(count: number): Promise<BusNode[]> {
    const nodes = Array.from({ length: count }, () => this.alone())
    await Promise.all(nodes.map((node) => node.until('it hears', () => node.count('gap') > 0)))
    return nodes
  }

  async end(): Promise<void> {
    await Promise.all(this.#nodes.map(({ bus }) => bus.close()))
    await this.place.dispose()
  }
}

function declareOwn(test: DeclareTest): void {
  test('tells its own node in order, before publish returns', async (scene) => {
    const node = scene.alone()
    for (let i = 0; i < 10; i++) {
      node.say('own', `${i}`)
      assert.equal(node.texts('own').length, i + 1, 'publish returned before the node was told')
    }
    assert.deepEqual(node.texts('own'), numbered(10))
  })

  test('tells every listener, and none that has stopped', async (scene) => {
    const node = scene.alone()
    let count = 0
    const stop = node.bus.subscribe((heard) => void (heard.kind === 'message' && count++))
    node.say('one', 'heard by both')
    stop()
    node.say('one', 'heard by the first')
    assert.equal(count, 1, 'what the listener that stopped has heard')
    assert.equal(node.texts('one').length, 2, 'what the one that stayed has heard')
  })

  test('is silent when it is closed, and publishing does not throw', async (scene) => {
    const node = scene.alone()
    await node.bus.close()
    node.bus.publish(signalOf('closed', 'to nobody'))
    assert.deepEqual(node.texts('closed'), [])
    await node.bus.close()
  })
}

function declareSeveral(test: DeclareTest): void {
  test('tells every other node in order, and its own only once', async (scene) => {
    const [a, b, c] = await scene.together(3)
    assert.ok(a && b && c, 'three nodes')
    for (let i = 0; i < 1_000; i++) a.say('order', `${i}`)
    for (const node of [b, c]) {
      await node.until('all is heard', () => node.texts('order').length >= 1_000)
      assert.deepEqual(node.texts('order'), numbered(1_000))
    }
    // Whatever would come back to the sender comes before this.
    b.say('after', 'done')
    await a.until('the other answers', () => a.texts('after').length > 0)
    assert.equal(a.texts('order').length, 1_000, 'the sender heard itself again')
  })

  test('carries a signal unaltered, whatever stands in it', async (scene) => {
    const [a, b] = await scene.together(2)
    assert.ok(a && b, 'two nodes')
    const texts = [
      '田中さんからの新着メッセージ 👩🏽‍🍳',
      `"quotes", 'others', \\ and \n lines`,
      '\u0000\u0007\u2028',
      'é'.repeat(LARGE / 2),
      '日'.repeat(LARGE / 3),
      'x'.repeat(LARGE),
    ]
    for (const text of texts) a.say('unaltered', text)
    await b.until('all is heard', () => b.texts('unaltered').length >= texts.length)
    assert.deepEqual(b.heard.at(-1), signalOf('unaltered', texts.at(-1) ?? ''))
    assert.ok(
      b.texts('unaltered').every((text, i) => text === texts[i]),
      'a text is another than was said',
    )
  })

  test('lets what was said before it was closed arrive', async (scene) => {
    const [a, b] = await scene.together(2)
    assert.ok(a && b, 'two nodes')
    a.say('last', 'word')
    await a.bus.close()
    await b.until('the last word is heard', () => b.texts('last').length === 1)
  })
}

function declareCuts(test: DeclareTest): void {
  test('tells of a cut once, and of the gap when it hears again', async (scene) => {
    const [a, b] = await scene.together(2)
    assert.ok(a && b, 'two nodes')
    await scene.place.cut?.()
    for (let i = 0; i < 100; i++) a.say('cut', `${i}`)
    assert.deepEqual(a.texts('cut'), numbered(100), 'its own node hears on')
    for (const node of [a, b]) await node.until('the cut is told', () => node.count('cut') > 0)
    const gaps = b.count('gap')
    await scene.place.mend?.()
    await b.until('the gap is told', () => b.count('gap') > gaps)
    await a.until('the gap is told', () => a.count('gap') > 1)
    // A hint may be lost while the other end is still coming back; some later one is not.
    for (let i = 0; !b.heard.some(isHealed); i++) {
      a.say('healed', `${i}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    for (const node of [a, b]) assert.equal(node.count('cut'), 1, 'cuts told')
  })
}

const isHealed = (heard: BusNode['heard'][number]): boolean =>
  heard.kind === 'message' && heard.message.chat_id === 'healed'

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`)
}
