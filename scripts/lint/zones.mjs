/**
 * @typedef {object} Zone
 * @property {string} name how a report calls it
 * @property {RegExp} files paths from the root; the first zone that matches has the file. What the
 * pattern captures sets parts of a zone apart, each of which is then a zone of its own
 * @property {readonly RegExp[]} own files of the same workspace it may import, beside its own zone
 * @property {readonly string[]} packages it may import, with their subpaths; `*` is any package that
 * is not one of ours
 * @property {readonly (RegExp | string)[]} [typesFrom] files and packages of which it may import
 * types alone
 */

/** @type {readonly Zone[]} */
export const zones = [
  {
    name: 'the schemas of the protocol',
    files: /^packages\/protocol\/src\/schemas\//,
    own: [/^packages\/protocol\/src\//],
    packages: ['zod/mini'],
  },
  {
    name: 'the main entry of the protocol, which carries no validator',
    files: /^packages\/protocol\/src\//,
    own: [],
    typesFrom: [/^packages\/protocol\/src\/schemas\//, 'zod/mini'],
    packages: [],
  },
  {
    name: 'the core of the server kit, which does no I/O',
    files: /^packages\/server-kit\/src\/core\//,
    own: [],
    // A digest is computed, not fetched: node:crypto is no I/O.
    packages: ['@otsy/protocol', '@standard-schema/spec', 'uuid', 'node:crypto'],
  },
  {
    name: 'an adapter, which knows the core and no other adapter',
    files: /^packages\/server-kit\/src\/adapters\/([^/]+)\//,
    own: [/^packages\/server-kit\/src\/core\//],
    packages: ['*', '@otsy/protocol'],
  },
  {
    name: 'the transports of the server kit',
    files: /^packages\/server-kit\/src\/transports\//,
    own: [/^packages\/server-kit\/src\/core\//],
    packages: ['*', '@otsy/protocol'],
  },
  {
    name: 'the broken stores, which are the memory store bent',
    files: /^packages\/server-kit\/src\/conformance\/broken\//,
    own: [/^packages\/server-kit\/src\/(?:core|conformance|adapters\/memory)\//],
    packages: ['*', '@otsy/protocol'],
  },
  {
    name: 'the conformance suites, which know the ports alone',
    files: /^packages\/server-kit\/src\/conformance\//,
    own: [/^packages\/server-kit\/src\/core\//],
    packages: ['*', '@otsy/protocol'],
  },
  {
    name: 'the server kit',
    files: /^packages\/server-kit\/src\//,
    own: [/^packages\/server-kit\/src\//],
    packages: ['*', '@otsy/protocol'],
  },
  {
    // Beside them in the same folders stands what drives them, which is not pure.
    name: 'the state machines of the client, which do no I/O',
    files:
      /^packages\/client-sdk\/src\/(?:log\/|(?:connection|outbox)\/(?:machine|transitions|entry|back-off)(?:\.ts)?$)/,
    own: [/^packages\/client-sdk\/src\/error$/],
    typesFrom: [/^packages\/client-sdk\/src\/api\//],
    packages: ['@otsy/protocol'],
  },
  {
    name: 'the React hooks, which use the public API alone',
    files: /^packages\/client-sdk\/src\/react\//,
    own: [/^packages\/client-sdk\/src\/index$/],
    typesFrom: [/^packages\/client-sdk\/src\/api\//],
    packages: ['react', '@otsy/protocol'],
  },
  {
    name: 'the service worker of the client, which a host carries without the client',
    files: /^packages\/client-sdk\/src\/service-worker\//,
    own: [],
    typesFrom: [/^packages\/client-sdk\/src\/api\//, '@otsy/protocol'],
    packages: [],
  },
  {
    name: 'the test kit of the client',
    files: /^packages\/client-sdk\/src\/testing\//,
    own: [/^packages\/client-sdk\/src\/(?!react\/)/],
    packages: ['*', '@otsy/protocol'],
  },
  {
    name: 'the client',
    files: /^packages\/client-sdk\/src\//,
    own: [/^packages\/client-sdk\/src\/(?!react\/|testing\/)/],
    packages: ['*', '@otsy/protocol'],
  },
  {
    name: 'the reference server',
    files: /^examples\/reference-server\/src\//,
    own: [],
    packages: ['*', '@otsy/protocol', '@otsy/server-kit'],
  },
  {
    name: 'the web example',
    files: /^examples\/web\/src\//,
    own: [],
    packages: ['*', '@otsy/protocol', '@otsy/client-sdk'],
  },
]

/** Tests may look anywhere. */
const test = /\.(test|test-d)\.tsx?$|^(packages|examples)\/[^/]+\/test\//

/**
 * @param {string} path from the root, with `/`
 * @returns {Zone | undefined} undefined for tests and for what no zone holds
 */
export const zoneOf = (path) => (test.test(path) ? undefined : holder(path))

/** @param {string} path */
const holder = (path) => zones.find(({ files }) => files.test(path))

/**
 * Whether a file may import a module. Pure, so that the rule and its tests share it.
 * @param {Zone} zone of the importing file
 * @param {{ specifier: string, from: string, to: string | null, typesOnly: boolean }} request `from`:
 * the importing file; `to`: where a relative specifier leads, without an ending; both from the root
 */
export function mayImport(zone, { specifier, from, to, typesOnly }) {
  const types = typesOnly ? (zone.typesFrom ?? []) : []
  if (to === null) {
    const packages = types.filter((allowed) => typeof allowed === 'string')
    return [...zone.packages, ...packages].some((allowed) => covers(allowed, specifier))
  }
  const part = (/** @type {string} */ path) => zone.files.exec(path)?.[1]
  if (holder(to) === zone && part(from) === part(to)) return true
  const files = types.filter((allowed) => allowed instanceof RegExp)
  return [...zone.own, ...files].some((pattern) => pattern.test(to))
}

/**
 * @param {string} allowed
 * @param {string} specifier
 */
function covers(allowed, specifier) {
  if (allowed === '*') return !specifier.startsWith('@otsy/')
  return specifier === allowed || specifier.startsWith(`${allowed}/`)
}
