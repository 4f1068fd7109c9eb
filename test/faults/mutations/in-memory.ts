import { server, client, keyForgotten, doubleTold, sentOnce, checkedOnce, holesLeft } from './edits'
import type { Mutation } from './mutation'

/** For each fault that memory shows what keeps its promise, taken away. */
export const inMemory: readonly Mutation[] = [
  {
    ...{ fault: 1, without: 'a look for what a hole hides', test: 'test/faults/frames.test.ts' },
    edits: [holesLeft],
  },
  {
    ...{ fault: 2, without: 'the drop of what was seen', test: 'test/faults/frames.test.ts' },
    edits: [doubleTold],
  },
  {
    ...{ fault: 3, without: 'the wait for what comes before', test: 'test/faults/frames.test.ts' },
    edits: [
      {
        file: `${client}/log/machine.ts`,
        find: 'return drain({ ...log, head, ahead })',
        replace:
          'return { log: { ...log, head, cursor: changed_seq, messages: mergeAll(log.messages, [message]) }, changes: [changeOf(message, true)] }',
      },
    ],
  },
  {
    ...{ fault: 4, without: 'the look for the key', test: 'test/faults/frames.test.ts' },
    edits: [keyForgotten],
  },
  {
    ...{ fault: 5, without: 'the look for the key', test: 'test/faults/frames.test.ts' },
    edits: [keyForgotten],
  },
  {
    ...{ fault: 6, without: 'the look for the key', test: 'test/faults/keys.test.ts' },
    edits: [keyForgotten],
  },
  {
    ...{ fault: 7, without: 'the comparison of bodies', test: 'test/faults/keys.test.ts' },
    edits: [
      {
        file: `${server}/adapters/memory/write.ts`,
        find: 'return stored.bodyHash === entry.body_hash',
        replace: 'return stored.bodyHash !== null',
      },
    ],
  },
  {
    ...{ fault: 8, without: 'the retry of what was lost', test: 'test/faults/kills.test.ts' },
    edits: [sentOnce],
  },
  {
    ...{ fault: 9, without: 'the look for the key', test: 'test/faults/kills.test.ts' },
    edits: [keyForgotten],
  },
  {
    ...{ fault: 10, without: 'the head check', test: 'test/faults/kills.test.ts' },
    edits: [checkedOnce],
  },
  {
    ...{ fault: 14, without: 'the head check', test: 'test/faults/bus.test.ts' },
    edits: [checkedOnce],
  },
  {
    fault: 14,
    without: 'the question of who came and went unheard',
    test: 'test/faults/attendance.test.ts',
    edits: [
      {
        file: `${server}/transports/socket/attendance.ts`,
        find: 'if (isDoubtful) this.#ask(node, [...this.#elsewhere.keys()])',
        replace: '',
      },
    ],
  },
  {
    fault: 14,
    without: 'the end of people whose node is not heard',
    test: 'test/faults/attendance.test.ts',
    edits: [
      {
        file: `${server}/transports/socket/attendance.ts`,
        find: 'if (silentRounds > MOST_SILENT) this.#forget(node)',
        replace: '',
      },
    ],
  },
  {
    ...{
      fault: 16,
      without: 'the client’s end of a silent line',
      test: 'test/faults/lines.test.ts',
    },
    edits: [
      {
        file: `${client}/socket/wire.ts`,
        find: 'setTimer(() => this.#end(undefined), this.#patience)',
        replace: 'setTimer(() => undefined, this.#patience)',
      },
    ],
  },
  {
    ...{
      fault: 17,
      without: 'the server’s end of a silent line',
      test: 'test/faults/lines.test.ts',
    },
    edits: [
      {
        file: `${server}/transports/socket/socket-server.ts`,
        find: 'pingTimeout: heartbeat.withinMs,',
        replace: 'pingTimeout: 2 ** 30,',
      },
    ],
  },
  {
    fault: 18,
    without: 'the end of the old socket and the drop of what was seen',
    test: 'test/faults/lines.test.ts',
    edits: [
      {
        file: `${client}/socket/wire.ts`,
        find: 'this.#socket.onmessage = null\n    this.#socket.close()',
        replace: '',
      },
      doubleTold,
    ],
  },
  {
    ...{
      fault: 19,
      without: 'polling as the way that is left',
      test: 'test/faults/upgrade.test.ts',
    },
    edits: [
      {
        file: `${client}/socket-io/socket-io.ts`,
        find: "transports: [...(options.transports ?? ['websocket', 'polling'])],",
        replace: "transports: ['websocket'],",
      },
    ],
  },
  {
    ...{ fault: 21, without: 'the heed of `complete`', test: 'test/faults/seams.test.ts' },
    edits: [
      {
        file: `${client}/sync.ts`,
        find: "if (page.complete) room.apply({ type: 'caught_up', page })",
        replace:
          "if (page !== null) room.apply({ type: 'caught_up', page: { ...page, complete: true } })",
      },
    ],
  },
  {
    ...{ fault: 24, without: 'the order by number', test: 'test/faults/clocks.test.ts' },
    edits: [
      {
        file: `${client}/log/state.ts`,
        find: 'return inView.sort((a, b) => a.seq - b.seq)',
        replace:
          'return inView.sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at))',
      },
    ],
  },
  {
    ...{ fault: 25, without: 'the retry of what was put off', test: 'test/faults/drain.test.ts' },
    edits: [
      sentOnce,
      {
        file: `${client}/outbox/refusal.ts`,
        find: 'return error.retryable || NOT_ITS_FAULT',
        replace: 'return NOT_ITS_FAULT',
      },
    ],
  },
  {
    fault: 25,
    without: 'the wait for requests',
    test: 'packages/server-kit/test/drain.test.ts',
    edits: [{ file: `${server}/server.ts`, find: 'requests.idle(), ', replace: '' }],
  },
  {
    fault: 25,
    without: 'the wait for sends',
    test: 'packages/server-kit/test/drain.test.ts',
    edits: [{ file: `${server}/server.ts`, find: ', service.sending.settled()', replace: '' }],
  },
  {
    ...{
      fault: 27,
      without: 'the rule that marks move forward',
      test: 'test/faults/members.test.ts',
    },
    edits: [
      {
        file: `${server}/adapters/memory/read.ts`,
        find: 'if (member === undefined || target <= member.read_seq) {',
        replace: 'if (member === undefined || target === member.read_seq) {',
      },
    ],
  },
  {
    ...{ fault: 28, without: 'the states of a catch-up page', test: 'test/faults/members.test.ts' },
    edits: [
      {
        file: `${client}/log/machine.ts`,
        find: 'const messages = mergeAll(log.messages, page.messages)',
        replace: 'const messages = log.messages',
      },
    ],
  },
  {
    ...{ fault: 29, without: 'the wait for the membership', test: 'test/faults/members.test.ts' },
    edits: [
      {
        file: `${server}/transports/socket/delivery.ts`,
        find: 'if (membersRev <= chat.rev) return false',
        replace: 'if (membersRev >= 0) return false',
      },
    ],
  },
  {
    ...{ fault: 31, without: 'the lease on a push', test: 'test/faults/push.test.ts' },
    edits: [
      {
        file: `${server}/core/notifications/delivering.ts`,
        find: 'const LEASE_MS = 60_000',
        replace: 'const LEASE_MS = 1',
      },
    ],
  },
]
