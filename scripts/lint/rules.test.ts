import { ESLint, Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, test } from 'vitest'
import { inRoot, root } from '../lib/paths.mjs'
import { direction } from './direction.mjs'
import { kebabCase } from './kebab-case.mjs'

function reports(file: string, code: string): string[] {
  const linter = new Linter({ cwd: root })
  const config: Linter.Config = {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { otsy: { rules: { direction, 'kebab-case': kebabCase } } },
    rules: { 'otsy/direction': 'error', 'otsy/kebab-case': 'error' },
  }
  return linter.verify(code, config, { filename: inRoot(file) }).map(({ message }) => message)
}

const kit = 'packages/server-kit/src'
const client = 'packages/client-sdk/src'

describe('dependencies point one way', () => {
  const forbidden: [file: string, code: string][] = [
    [`${kit}/core/chat/service.ts`, `import { readFile } from 'node:fs/promises'`],
    [`${kit}/core/chat/service.ts`, `import { Hono } from 'hono'`],
    [`${kit}/core/chat/service.ts`, `import { memoryStorage } from '../../adapters/memory/index'`],
    [
      `${kit}/core/chat/service.ts`,
      `import type { Gateway } from '../../transports/socket/gateway'`,
    ],
    [`${kit}/core/chat/service.ts`, `type Pool = import('pg').Pool`],
    [`${kit}/core/chat/service.ts`, `await import('../../server')`],
    [`${kit}/core/index.ts`, `export * from '../server'`],
    [`${kit}/adapters/sql/store.ts`, `import { page } from '../memory/page'`],
    [`${kit}/adapters/redis/bus.ts`, `import { gateway } from '../../transports/socket/gateway'`],
    [`${kit}/transports/http/app.ts`, `import { sqlStorage } from '../../adapters/sql/index'`],
    [`${kit}/transports/http/app.ts`, `import { createOtsyServer } from '../../server'`],
    [`${kit}/conformance/suite.ts`, `import { memoryStorage } from '../adapters/memory/index'`],
    [`${kit}/server.ts`, `import { createOtsyClient } from '@otsy/client-sdk'`],
    [`${kit}/server.ts`, `import { log } from '../../client-sdk/src/log/log'`],
    [`${client}/log/log.ts`, `import { environment } from '../environment'`],
    [`${client}/connection/machine.ts`, `import { io } from 'socket.io-client'`],
    [`${client}/outbox/machine.ts`, `import { openDB } from 'idb'`],
    [`${client}/outbox/machine.ts`, `import { Outbox } from './outbox'`],
    [`${client}/outbox/transitions.ts`, `import type { Environment } from '../environment'`],
    [`${client}/react/use-messages.ts`, `import { log } from '../log/log'`],
    [`${client}/service-worker/push.ts`, `import { OtsyError } from '../error'`],
    [`${client}/service-worker/push.ts`, `import { routes } from '@otsy/protocol'`],
    [`${client}/client.ts`, `import { useMessages } from './react/use-messages'`],
    [`${client}/client.ts`, `import type { Viewer } from '@otsy/server-kit'`],
    ['packages/protocol/src/index.ts', `import { message } from './schemas/message'`],
    ['packages/protocol/src/index.ts', `import { type Message } from './schemas/message'`],
    ['packages/protocol/src/index.ts', `export { message } from './schemas/message'`],
    ['packages/protocol/src/types.ts', `import * as z from 'zod/mini'`],
    ['packages/protocol/src/schemas/message.ts', `import { z } from 'zod'`],
    ['examples/web/src/app.tsx', `import { createOtsyServer } from '@otsy/server-kit'`],
    ['examples/web/src/app.tsx', `import { log } from '../../../packages/client-sdk/src/log/log'`],
  ]
  test.each(forbidden)('%s must not: %s', (file, code) => {
    expect(reports(file, code)).toEqual([expect.stringContaining('is not for')])
  })

  const allowed: [file: string, code: string][] = [
    [`${kit}/core/chat/service.ts`, `import { newId } from '../ids'`],
    [`${kit}/core/chat/service.ts`, `import { errors } from '@otsy/protocol'`],
    [`${kit}/core/ids.ts`, `import { v7 } from 'uuid'`],
    [`${kit}/core/chat/service.test.ts`, `import { memoryStorage } from '../../adapters/memory'`],
    [`${kit}/adapters/sql/store.ts`, `import type { ChatStore } from '../../core/chat/port'`],
    [`${kit}/adapters/sql/store.ts`, `import { Pool } from 'pg'`],
    [`${kit}/transports/mounts/express.ts`, `import { toRequest } from '../http/request'`],
    [`${kit}/server.ts`, `import { memoryStorage } from './adapters/memory/index'`],
    [`${client}/log/log.ts`, `import { entry } from './entry'`],
    [`${client}/client.ts`, `import { log } from './log/log'`],
    [`${client}/outbox/machine.ts`, `import { transitions } from './transitions'`],
    [`${client}/outbox/machine.ts`, `import { OtsyError } from '../error'`],
    [`${client}/outbox/outbox.ts`, `import { next } from './machine'`],
    [`${client}/service-worker/push.ts`, `import { words } from './words'`],
    [`${client}/service-worker/push.ts`, `import type { Preferences } from '@otsy/protocol'`],
    [`${client}/push/push.ts`, `import type { PushRecord } from '../service-worker/records'`],
    [`${client}/react/use-messages.ts`, `import { useSyncExternalStore } from 'react'`],
    [`${client}/react/use-messages.ts`, `import type { OtsyClient } from '../index'`],
    ['packages/protocol/src/index.ts', `import type { Message } from './schemas/message'`],
    ['packages/protocol/src/types.ts', `import type * as z from 'zod/mini'`],
    ['packages/protocol/src/schemas/message.ts', `import * as z from 'zod/mini'`],
    ['examples/web/src/app.tsx', `import { useMessages } from '@otsy/client-sdk/react'`],
  ]
  test.each(allowed)('%s may: %s', (file, code) => {
    expect(reports(file, code)).toEqual([])
  })

  test('the rule is on for the sources of the packages', async () => {
    const config: unknown = await new ESLint({ cwd: root }).calculateConfigForFile(
      inRoot(`${kit}/core/errors.ts`),
    )
    expect(config).toMatchObject({ rules: { 'otsy/direction': [2] } })
  })
})

describe('file names are kebab-case', () => {
  test.each(['group-commit.ts', 'port.ts', 'use-inbox.test.tsx', 'vitest.e2e.config.ts', 'v2.ts'])(
    '%s is',
    (name) => expect(reports(`scripts/${name}`, '')).toEqual([]),
  )
  test.each(['groupCommit.ts', 'Port.ts', 'group_commit.ts', 'useInbox.test.tsx'])(
    '%s is not',
    (name) => expect(reports(`scripts/${name}`, '')).toEqual([`'${name}' is not kebab-case.`]),
  )
})
