/**
 * @typedef {object} Zone
 * @property {string} name how a report calls it
 * @property {RegExp} files paths from the root; the first zone that matches has the file
 * @property {readonly RegExp[]} own files of the same workspace it may import, beside its own zone
 * @property {readonly string[]} packages it may import, with their subpaths; `*` is any package that
 * is not one of ours
 * @property {readonly RegExp[]} [typesFrom] files of which it may import types alone
 */

/** Runtime code of the two SDKs runs anywhere, so what Node brings is no package for some of them. */
const nothing = /** @type {const} */ ([])

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
    own: nothing,
    typesFrom: [/^packages\/protocol\/src\/schemas\//],
    packages: nothing,
  },
  {
    name: 'the core of the server kit, which does no I/O',
    files: /^packages\/server-kit\/src\/core\//,
    own: nothing,
    packages: ['@otsy/protocol', '@standard-schema/spec', 'uuid'],
  },
  ...['memory', 'sql', 'redis', 'web-push'].map((adapter) => ({
    name: `the ${adapter} adapter`,
    files: new RegExp(`^packages/server-kit/src/adapters/${adapter}/`),
    own: [/^packages\/server-kit\/src\/core\//],
    packages: ['*', '@otsy/protocol'],
  })),
  {
    name: 'the transports of the server kit',
    files: /^packages\/server-kit\/src\/transports\//,
    own: [/^packages\/server-kit\/src\/core\//],
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
    name: 'the state machines of the client, which do no I/O',
    files: /^packages\/client-sdk\/src\/(connection|log|outbox)\//,
    own: nothing,
    packages: ['@otsy/protocol'],
  },
  {
    name: 'the React hooks, which use the public API alone',
    files: /^packages\/client-sdk\/src\/react\//,
    own: [/^packages\/client-sdk\/src\/index$/],
    packages: ['react', '@otsy/protocol'],
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
    own: nothing,
    packages: ['*', '@otsy/protocol', '@otsy/server-kit'],
  },
  {
    name: 'the web example',
    files: /^examples\/web\/src\//,
    own: nothing,
    packages: ['*', '@otsy/protocol', '@otsy/client-sdk'],
  },
]

/** Tests may look anywhere. */
const test = /\.(test|test-d)\.tsx?$|^(packages|examples)\/[^/]+\/test\//

/**
 * @param {string} path from the root, with `/`
 * @returns {Zone | undefined} undefined for tests and for what no zone holds
 */
export const zoneOf = (path) =>
  test.test(path) ? undefined : zones.find(({ files }) => files.test(path))

/**
 * Whether a file may import a module. Pure, so that the rule and its tests share it.
 * @param {Zone} zone
 * @param {{ specifier: string, path: string | null, typesOnly: boolean }} request `path`: where a
 * relative specifier leads, from the root and without an ending
 */
export function mayImport(zone, { specifier, path, typesOnly }) {
  if (path === null) return zone.packages.some((allowed) => covers(allowed, specifier))
  // With an ending, so that the pattern of a folder and that of a file both see it.
  if (zone.files.test(path) && zones.find(({ files }) => files.test(path)) === zone) return true
  if (zone.own.some((files) => files.test(path))) return true
  return typesOnly && (zone.typesFrom ?? []).some((files) => files.test(path))
}

/**
 * @param {string} allowed
 * @param {string} specifier
 */
function covers(allowed, specifier) {
  if (allowed === '*') return !specifier.startsWith('@otsy/')
  return specifier === allowed || specifier.startsWith(`${allowed}/`)
}
