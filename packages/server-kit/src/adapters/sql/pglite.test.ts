import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { copyEmptyPglite } from '../../../../../test/support/test-database'
import { storageConformance } from '../../conformance/index'
import { pgliteStorage } from './pglite'

const runner = { describe, it, afterAll }
const oneHandle = { lacks: 'one process has one handle on a folder; a second is refused' }
const oneSession = { lacks: 'it has one session, which the open transaction occupies' }

// The first folder of a run is made, which may take longer than a test has.
beforeAll(() => emptyFolder().then(({ remove }) => remove()), 180_000)

storageConformance(runner, {
  name: 'PGlite on disk',
  async create() {
    const { dataDir, remove } = await emptyFolder()
    return {
      handles: [pgliteStorage({ dataDir })],
      reopen: async () => pgliteStorage({ dataDir }),
      dispose: remove,
    }
  },
  severalHandles: oneHandle,
  transaction: {
    lacks: 'the instance is its own; a host with transactions hands in one of its own',
  },
  besideTransaction: oneSession,
  reopen: true,
})

async function emptyFolder() {
  const parent = await mkdtemp(join(tmpdir(), 'otsy-pglite-'))
  const dataDir = join(parent, 'data')
  await copyEmptyPglite(dataDir)
  return { dataDir, remove: () => rm(parent, { recursive: true, force: true }) }
}

const instances = new Map<object, PGlite>()

storageConformance(runner, {
  name: "the host's own PGlite",
  async create() {
    const { dataDir, remove } = await emptyFolder()
    const db = await PGlite.create({ dataDir })
    const storage = pgliteStorage({ db })
    instances.set(storage, db)
    return { handles: [storage], dispose: () => db.close().then(remove) }
  },
  severalHandles: oneHandle,
  transaction(storage, work) {
    const db = instances.get(storage)
    if (db === undefined) throw new Error('not a storage of this test')
    return db.transaction(work)
  },
  besideTransaction: oneSession,
  reopen: { lacks: 'the host opens and closes the instance' },
  // Its statements are planned each time; the same ones run in full above.
  modelRuns: 20,
})
