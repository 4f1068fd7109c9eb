import assert from 'node:assert/strict'
import type { Message } from '@otsy/protocol'
import type { Author } from '../../core/chat/model'
import type { AmendDecision, AmendFacts, ReviseDecision } from '../../core/chat/port'
import { expectOutcome, present } from '../expect'
import {
  as,
  asGuest,
  entry,
  everything,
  markOf,
  note,
  system,
  type Place,
  type Scene,
} from '../scene'
import { ChatModel, type ModelMessage } from './chat-model'
import { followed, type Actor, type Followed, type Operation, type Send } from './operations'
import { Replica } from './replica'

/** One chat in a store and in the model at once; every step is compared. */
export class Conversation {
  readonly #scene: Scene
  readonly #place: Place
  readonly #names: Readonly<Record<Actor, string>>
  readonly #model = new ChatModel()
  readonly #replicas: Readonly<Record<Followed, Replica>>

  private constructor(scene: Scene, place: Place) {
    this.#scene = scene
    this.#place = place
    this.#names = {
      user: place.user,
      shopper: place.shopper,
      third: scene.name('third'),
      stranger: scene.name('stranger'),
      admin: scene.name('admin'),
      system: '',
    }
    const replica = (who: Followed) => new Replica({ scene, place, userId: this.#names[who] })
    this.#replicas = { user: replica('user'), shopper: replica('shopper'), third: replica('third') }
  }

  static async open(scene: Scene): Promise<Conversation> {
    return new Conversation(scene, await scene.place())
  }

  async step(operation: Operation): Promise<void> {
    switch (operation.do) {
      case 'send':
        await this.#send(operation.sends)
        break
      case 'edit':
        await this.#amend(operation.at, `body ${operation.body}`)
        break
      case 'delete':
        await this.#amend(operation.at, null)
        break
      case 'react':
        await this.#amend(operation.at, operation.count)
        break
      case 'join':
      case 'leave':
      case 'status':
        await this.#revise(operation)
        break
      case 'read':
        await this.#read(operation.by, Math.floor(operation.at * (this.#model.head + 1)))
        break
      case 'sync':
        await this.#replicas[operation.by].catchUp(3)
        break
    }
    await this.#compare()
  }

  /** What everyone holds in the end, by catching up and by history, is what the model holds. */
  async finish(): Promise<void> {
    const ref = { chat_id: this.#place.chatId }
    const window = { page: 1, limit: 1_000 }
    const history = await this.#scene.chats.history(ref, everything, window)
    this.#same(present(history, 'the history').messages, this.#model.messages)
    for (const who of followed) {
      const replica = this.#replicas[who]
      while (await replica.catchUp(4));
      this.#same(replica.messages.map(forgetRead), this.#model.visible(who).map(unread))
    }
  }

  async #send(sends: readonly Send[]): Promise<void> {
    const batch = sends.map((send) => ({ ...send, content: `body ${send.body}` }))
    const entries = batch.map(({ by, type, content, key }) =>
      entry(this.#place, this.#author(by), {
        type,
        content,
        ...(key !== null && { key: `${key}` }),
      }),
    )
    const outcomes = await this.#scene.chats.append(entries)
    assert.equal(outcomes.length, batch.length)
    batch.forEach((sent, i) => {
      const wanted = this.#model.send({ ...sent, id: entries[i]?.draft.id ?? '' })
      const got = present(outcomes[i], 'an outcome')
      assert.equal(got.outcome, wanted.outcome)
      if (wanted.message !== null && 'message' in got) this.#same([got.message], [wanted.message])
    })
  }

  /** A text edits, a number sets that many reactions, null deletes. */
  async #amend(at: number, change: string | number | null): Promise<void> {
    const message = this.#model.at(at)
    if (message === undefined) return
    const decide = (facts: AmendFacts): AmendDecision => {
      const reactions = facts.message.reactions?.length ?? 0
      if (facts.message.deleted_at !== undefined) return { kind: 'keep' }
      if (change === null) return { kind: 'delete' }
      if (change === facts.message.content || change === reactions) return { kind: 'keep' }
      return typeof change === 'string'
        ? { kind: 'edit', content: change }
        : { kind: 'reactions', reactions: reactionsOf(change) }
    }
    const target = { chat_id: this.#place.chatId, message_id: message.id, userId: null }
    const outcome = await this.#scene.chats.amend(target, decide)
    const changed =
      change === null
        ? this.#model.delete(message)
        : typeof change === 'string'
          ? this.#model.edit(message, change)
          : this.#model.react(message, change)
    const got = expectOutcome(outcome, changed ? 'changed' : 'unchanged')
    this.#same([got.message], [message])
  }

  async #revise(operation: Operation & { do: 'join' | 'leave' | 'status' }): Promise<void> {
    const { members } = this.#model
    const joins = operation.do === 'join'
    if (operation.do !== 'status' && members.has('third') === joins) return
    const telling = note()
    const third = this.#names.third
    const change: ReviseDecision = {
      kind: 'change',
      note: telling,
      ...(joins && { add: [{ user_id: third, role: 'shopper', sees: operation.sees }] }),
      ...(operation.do === 'leave' && { remove: [third] }),
      ...(operation.do === 'status' && { status: operation.status }),
    }
    expectOutcome(await this.#scene.chats.revise(this.#place.chatId, () => change), 'changed')
    this.#model.revise(
      telling.id,
      () => {
        if (operation.do === 'leave') members.delete('third')
        if (operation.do === 'status') this.#model.status = operation.status
      },
      () => {
        const { head } = this.#model
        if (joins) members.set('third', { read: head, from: operation.sees === 'all' ? 0 : head })
      },
    )
    if (operation.do !== 'status') this.#replicas.third.forget()
  }

  async #read(by: Actor, to: number): Promise<void> {
    const reader = { userId: this.#names[by], unrestricted: by === 'admin' }
    const answer = await this.#scene.chats.advanceRead(markOf(this.#place, reader, to))
    assert.equal(answer.outcome, this.#model.read(by, to))
    if (!('read_seq' in answer) || by === 'admin') return
    assert.equal(answer.read_seq, this.#model.members.get(by)?.read)
    assert.equal(answer.unread_count, this.#model.unread(by))
  }

  async #compare(): Promise<void> {
    const { head, status, members } = this.#model
    const chat = await this.#scene.record(this.#place)
    assert.equal(chat.head_seq, head, 'the head')
    assert.equal(chat.status, status)
    assert.deepEqual(
      chat.members.map(({ user_id, read_seq }) => [user_id, read_seq]),
      [...members].map(([who, { read }]) => [this.#names[who], read]),
    )
    const pairs = [...members.keys()].map((who) => ({
      chat_id: this.#place.chatId,
      user_id: this.#names[who],
    }))
    const rows = await this.#scene.chats.inboxRows(pairs)
    for (const [i, who] of [...members.keys()].entries()) {
      assert.equal(rows[i]?.unread_count, this.#model.unread(who), `what ${who} has not read`)
      assert.equal(rows[i]?.last_message?.id, this.#model.visible(who).at(-1)?.id)
    }
  }

  #same(messages: readonly Message[], wanted: readonly ModelMessage[]): void {
    const told = messages.map((message) => ({
      id: message.id,
      seq: message.seq,
      changed: message.changed_seq,
      by: message.sender_id ?? '',
      type: message.type,
      content: message.content,
      reactions: message.reactions?.length ?? 0,
      deleted: message.deleted_at !== undefined,
      read: message.read_at !== undefined,
    }))
    assert.deepEqual(
      told,
      wanted.map((message) => ({ ...message, by: this.#names[message.by] })),
    )
  }

  #author(by: Actor): Author {
    if (by === 'system') return system
    return by === 'admin' ? asGuest(this.#names.admin) : as(this.#names[by])
  }
}

function reactionsOf(count: number) {
  return Array.from({ length: count }, (_, i) => ({ emoji: `:${i}:`, count: 1, user_ids: ['a'] }))
}

// Reading takes no number, so a replica may hold a message from before it was read.
const forgetRead = ({ read_at: _, ...message }: Message): Message => message
const unread = (message: ModelMessage): ModelMessage => ({ ...message, read: false })
