import { afterAll, describe, it } from 'vitest'
import { startPostgres } from '../../../../../../test/support/postgres'
import { busConformance } from '../../../conformance/index'
import { postgresBus } from '../postgres'

const postgres = startPostgres()
afterAll(async () => (await postgres).stop())
let places = 0

busConformance(
  { describe, it, afterAll },
  {
    name: 'postgres',
    severalNodes: true,
    cuts: true,
    async create() {
      const { url, kill, restart } = await postgres
      const schema = `place_${places++}`
      return {
        connect: () => postgresBus({ connectionString: url, maxConnections: 3, schema }),
        cut: kill,
        mend: restart,
        dispose: async () => {},
      }
    },
  },
)
