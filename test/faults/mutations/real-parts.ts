import { server, sentOnce, checkedOnce, holesLeft } from './edits'
import type { Mutation } from './mutation'

/** The same for faults of real databases, processes, lines and push services. */
export const realParts: readonly Mutation[] = [
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
    ...{
      fault: 26,
      without: 'the lock on a chat and the retry of lost races',
      test: `${server}/adapters/sql/races.test.ts`,
    },
    edits: [
      {
        file: `${server}/adapters/sql/append-once.ts`,
        find: 'constraints: APPEND_RACES }',
        replace: 'constraints: [] }',
      },
      {
        file: `${server}/adapters/sql/statements/append.ts`,
        find: 'where c.id = a.id for no key update skip locked',
        replace: 'where c.id = a.id',
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
