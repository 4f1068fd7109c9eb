import { expect, test } from 'vitest'
import { foreignCode } from './packages.mjs'

test('code of other packages in a build is named, once each', () => {
  const built = [
    '// src/index.ts\nconst a = 1\n\n// ../../node_modules/pg/lib/client.js\nconst b = 2\n',
    '// ../../node_modules/@electric-sql/pglite/dist/index.js\n// ../../node_modules/pg/lib/pool.js\n',
  ]
  expect(foreignCode(built)).toEqual(['@electric-sql/pglite', 'pg'])
})

test('imports of other packages are no code of theirs', () => {
  expect(foreignCode([`// src/index.ts\nimport { Pool } from 'pg'\n`])).toEqual([])
})
