import { basename } from 'node:path'

/**
 * File names are kebab-case, with any number of endings after dots.
 * @type {import('eslint').Rule.RuleModule}
 */
export const kebabCase = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { name: "'{{name}}' is not kebab-case." },
  },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename)
      if (/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/.test(name)) return
      context.report({ node, messageId: 'name', data: { name } })
    },
  }),
}
