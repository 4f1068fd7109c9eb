import { afterAll, describe, it } from 'vitest'
import { createTestDatabase } from '../../../../../../test/support/test-database'
import { presenceConformance } from '../../../conformance/index'
import { postgresPresence } from '../postgres'

let drop = async () => {}

presenceConformance(
  { describe, it, afterAll },
  {
    name: 'postgres',
    async create() {
      const database = await createTestDatabase()
      drop = database.drop
      const make = () => postgresPresence({ connectionString: database.url, maxConnections: 2 })
      return [make(), make()]
    },
    dispose: () => drop(),
  },
)
