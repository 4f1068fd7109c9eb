import { deleteStatement, editStatement, reactionsStatement } from './amend'
import { appendStatement, lockStatement, notifyStatement, storedStatement } from './append'
import {
  chatsStatement,
  factsStatement,
  findStatement,
  headsStatement,
  statsStatement,
} from './find'
import { changesStatement, historyStatement } from './history'
import { inboxChangesStatement, inboxRowsStatement, inboxStatement, momentStatement } from './inbox'
import { notificationStatementsOf } from './notifications/index'
import { openStatement, orderStatement } from './open'
import { acquaintancesStatement, lastSeenStatement, saveLastSeenStatement } from './people'
import { advanceReadStatement, muteStatement } from './reads'
import { joinStatement, leaveStatement, noteStatement } from './revise'
import {
  forgetStatement,
  revocationsStatement,
  revokedBeforeStatement,
  revokeStatement,
} from './revocations'

export type Statements = ReturnType<typeof statementsOf>

/** Everything that is said to one schema; built once, so that names and texts stay the same. */
export function statementsOf(schema: string) {
  return {
    append: appendStatement(schema),
    stored: storedStatement(schema),
    lock: lockStatement(schema, 'wait'),
    tryLock: lockStatement(schema, 'skip'),
    notify: notifyStatement(),
    open: openStatement(schema),
    order: orderStatement(schema),
    find: findStatement(schema),
    chats: chatsStatement(schema),
    facts: factsStatement(schema),
    heads: headsStatement(schema),
    stats: statsStatement(schema),
    edit: editStatement(schema),
    delete: deleteStatement(schema),
    reactions: reactionsStatement(schema),
    leave: leaveStatement(schema),
    note: noteStatement(schema),
    join: joinStatement(schema),
    history: {
      page: historyStatement(schema, 'page'),
      before: historyStatement(schema, 'before'),
      around: historyStatement(schema, 'around'),
    },
    changes: changesStatement(schema),
    inbox: inboxStatement(schema),
    inboxRows: inboxRowsStatement(schema),
    moment: momentStatement(),
    inboxChanges: inboxChangesStatement(schema),
    advanceRead: advanceReadStatement(schema),
    mute: muteStatement(schema),
    acquaintances: acquaintancesStatement(schema),
    saveLastSeen: saveLastSeenStatement(schema),
    lastSeen: lastSeenStatement(schema),
    revoke: revokeStatement(schema),
    forget: forgetStatement(schema),
    revocations: revocationsStatement(schema),
    revokedBefore: revokedBeforeStatement(schema),
    notifications: notificationStatementsOf(schema),
  }
}
