import { afterAll, describe, it } from 'vitest'
import { busConformance } from '../../conformance/index'
import { localBus } from './local-bus'

busConformance(
  { describe, it, afterAll },
  {
    name: 'local',
    severalNodes: false,
    cuts: false,
    create: async () => ({ connect: localBus, dispose: async () => {} }),
  },
)
