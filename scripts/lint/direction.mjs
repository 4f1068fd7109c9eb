import { dirname, join, relative, sep } from 'node:path'
import { root } from '../lib/paths.mjs'
import { mayImport, zoneOf } from './zones.mjs'

/** @param {string} file */
const fromRoot = (file) => relative(root, file).split(sep).join('/')

/**
 * Dependencies point one way; `zones.mjs` says which.
 * @type {import('eslint').Rule.RuleModule}
 */
export const direction = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      wrongWay: "'{{specifier}}' is not for {{zone}}; scripts/lint/zones.mjs says what is.",
    },
  },
  create(context) {
    const from = fromRoot(context.filename)
    const zone = zoneOf(from)
    if (!zone) return {}

    /**
     * @param {import('estree').Node} node
     * @param {unknown} specifier
     * @param {boolean} typesOnly
     */
    const check = (node, specifier, typesOnly) => {
      if (typeof specifier !== 'string') return
      const to = specifier.startsWith('.')
        ? fromRoot(join(dirname(context.filename), specifier))
        : null
      if (mayImport(zone, { specifier, from, to, typesOnly })) return
      context.report({ node, messageId: 'wrongWay', data: { specifier, zone: zone.name } })
    }

    /**
     * A declaration that is a type import as a whole; `import { type A }` still loads the module.
     * @param {any} node
     */
    const statement = (node) => {
      if (!node.source) return
      check(node, node.source.value, (node.importKind ?? node.exportKind) === 'type')
    }
    return {
      ImportDeclaration: statement,
      ExportNamedDeclaration: statement,
      ExportAllDeclaration: statement,
      ImportExpression: (/** @type {any} */ node) => check(node, node.source.value, false),
      TSImportType: (/** @type {any} */ node) =>
        check(node, node.source?.value ?? node.argument?.literal?.value, true),
    }
  },
}
