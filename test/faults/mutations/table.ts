import type { Edit, Mutation } from './mutation'

const server = 'packages/server-kit/src'
const client = 'packages/client-sdk/src'

const keyForgotten: Edit = {
  file: `${server}/adapters/memory/write.ts`,
  find: 'if (stored !== undefined) {',
  replace: 'if (stored !== undefined && stored.bodyHash !== entry.body_hash) {',
}
const doubleTold: Edit = {
  file: `${client}/log/machine.ts`,
  find: 'if (log.cursor !== null && changed_seq <= log.cursor) return { log, changes: [] }',
  replace:
    'if (log.cursor !== null && changed_seq <= log.cursor) return { log, changes: [changeOf(message, true)] }',
}
const sentOnce: Edit = {
  file: `${client}/outbox/refusal.ts`,
  find: "if (UNKNOWN_OUTCOME.includes(error.code)) return 'lost'",
  replace: "if (UNKNOWN_OUTCOME.includes(error.code)) return 'refused'",
}
const checkedOnce: Edit = {
  file: `${server}/transports/socket/rounds.ts`,
  find: 'this.#timer = setTimeout(() => this.now(), this.#everyMs)',
  replace: 'this.#timer = setTimeout(() => undefined, this.#everyMs)',
}

const holesLeft: Edit = {
  file: `${client}/sync.ts`,
  find: 'if (isBehind(room.log)) void this.bring(room)',
  replace: '',
}

/** For each fault what keeps its promise, taken away. */
export const mutations: readonly Mutation[] = [
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
    fault: 11,
    without: 'the wait until a commit is on disk',
    test: `${server}/adapters/sql/crash.test.ts`,
    edits: [
      {
        file: `${server}/adapters/sql/executors/pool.ts`,
        find: 'max: maxConnections,',
        replace: "max: maxConnections, options: '-c synchronous_commit=off',",
      },
    ],
  },
  {
    fault: 12,
    without: 'the look whether the log went back',
    test: 'test/faults/real/postgres.test.ts',
    edits: [
      {
        file: `${server}/transports/socket/head-check.ts`,
        find: 'this.#options.onOlderLog()',
        replace: '',
      },
    ],
  },
  {
    fault: 13,
    without: 'the head check and the client’s own look for what a hole hides',
    test: 'test/faults/real/redis.test.ts',
    edits: [checkedOnce, holesLeft],
  },
  {
    ...{ fault: 14, without: 'the head check', test: 'test/faults/bus.test.ts' },
    edits: [checkedOnce],
  },
  {
    fault: 15,
    without: 'the word that a lost connection is passing',
    test: 'test/faults/real/postgres.test.ts',
    edits: [
      {
        file: `${server}/adapters/sql/faults.ts`,
        find: 'if (lostConnection(fault)) {',
        replace: 'if (fault === null) {',
      },
      {
        file: `${server}/adapters/sql/executors/pg-database.ts`,
        find: "throw new OtsyError('storage_unavailable', { cause: new SqlFault(cause) })",
        replace: 'throw cause',
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
    fault: 20,
    without: 'the hold on what is told while somebody joins',
    test: 'packages/server-kit/test/joining.test.ts',
    edits: [
      {
        file: `${server}/transports/socket/delivery.ts`,
        find: 'for (const hold of chat.holds) hold.kept.push(signal)\n    if (chat.seats.size === 0) return\n',
        replace: '',
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
    ...{ fault: 22, without: 'the cap on bytes', test: 'test/faults/real/lines.test.ts' },
    edits: [
      {
        file: `${server}/transports/socket/socket-server.ts`,
        find: 'bytes: outboundBytes,',
        replace: 'bytes: Number.MAX_SAFE_INTEGER,',
      },
    ],
  },
  {
    ...{ fault: 23, without: 'the bound of the pool', test: 'test/faults/real/lines.test.ts' },
    edits: [
      {
        file: `${server}/adapters/sql/executors/pool.ts`,
        find: 'max: maxConnections,',
        replace: 'max: 200,',
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
    ...{
      fault: 26,
      without: 'the retry of lost races',
      test: `${server}/adapters/sql/races.test.ts`,
    },
    edits: [
      {
        file: `${server}/adapters/sql/append-once.ts`,
        find: 'constraints: APPEND_RACES }',
        replace: 'constraints: [] }',
      },
    ],
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
    fault: 30,
    without: 'the pause of a push service that fails',
    test: `${server}/core/notifications/delivering.test.ts`,
    edits: [
      {
        file: `${server}/core/notifications/pace.ts`,
        find: 'return [...new Set([...paused, ...full].map(([origin]) => origin))]',
        replace: 'return paused.length + full.length < 0 ? [""] : []',
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
  {
    ...{ fault: 32, without: 'the retry of what was lost', test: 'test/faults/real/lines.test.ts' },
    edits: [sentOnce],
  },
  {
    fault: 33,
    without: 'the word that a full disk is passing',
    test: 'test/faults/real/postgres.test.ts',
    edits: [
      {
        file: `${server}/adapters/sql/faults.ts`,
        find: "sqlState.startsWith('53')",
        replace: "sqlState.startsWith('XX')",
      },
    ],
  },
  {
    fault: 34,
    without: 'the lock on the folder',
    test: `${server}/adapters/sql/pglite-folder.test.ts`,
    edits: [
      {
        file: `${server}/adapters/sql/executors/folder-lock.ts`,
        find: "if (code !== 'missing') return 'held'",
        replace: "if (code !== 'missing') return fileLock(file)",
      },
    ],
  },
]
