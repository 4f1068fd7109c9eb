import type { Edit } from './mutation'

export const server = 'packages/server-kit/src'
export const client = 'packages/client-sdk/src'

export const keyForgotten: Edit = {
  file: `${server}/adapters/memory/write.ts`,
  find: 'if (stored !== undefined) {',
  replace: 'if (stored !== undefined && stored.bodyHash !== entry.body_hash) {',
}
export const doubleTold: Edit = {
  file: `${client}/log/machine.ts`,
  find: 'if (log.cursor !== null && changed_seq <= log.cursor) return { log, changes: [] }',
  replace:
    'if (log.cursor !== null && changed_seq <= log.cursor) return { log, changes: [changeOf(message, true)] }',
}
export const sentOnce: Edit = {
  file: `${client}/outbox/refusal.ts`,
  find: "if (UNKNOWN_OUTCOME.includes(error.code)) return 'lost'",
  replace: "if (UNKNOWN_OUTCOME.includes(error.code)) return 'refused'",
}
export const checkedOnce: Edit = {
  file: `${server}/transports/socket/rounds.ts`,
  find: 'this.#timer = setTimeout(() => this.now(), this.#everyMs)',
  replace: 'this.#timer = setTimeout(() => undefined, this.#everyMs)',
}

export const holesLeft: Edit = {
  file: `${client}/sync.ts`,
  find: 'if (isBehind(room.log)) void this.bring(room)',
  replace: '',
}
