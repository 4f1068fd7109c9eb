import { afterAll, describe, it } from 'vitest'
import { storageConformance } from '../../conformance/index'
import { memoryStorage } from './storage'

storageConformance(
  { describe, it, afterAll },
  {
    name: 'memory',
    create: async () => ({ handles: [memoryStorage()], dispose: async () => {} }),
    severalHandles: { lacks: 'what it keeps is in one object of one process' },
    transaction: { lacks: 'every call is its own atomic unit, there is nothing to join' },
    besideTransaction: { lacks: 'it has no transactions' },
    reopen: { lacks: 'nothing outlives it' },
  },
)
