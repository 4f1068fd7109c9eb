import type { Message } from '../../src/index'

/** A stored message; what a test does not care about is filled in. */
export function storedMessage(given: Partial<Message> & Pick<Message, 'seq'>): Message {
  return {
    id: `m${given.seq}`,
    chat_id: 'chat',
    changed_seq: given.seq,
    sender_id: 'someone',
    sender_role: 'user',
    type: 'text',
    content: `line ${given.seq}`,
    created_at: '2026-01-01T00:00:00.000Z',
    ...given,
  }
}
