import { expect, test } from 'vitest'
import { missingPackages } from './installed.mjs'

const lock = JSON.stringify({
  packages: {
    '': { name: 'otsy' },
    'node_modules/hono': { version: '4.0.0' },
    'node_modules/@esbuild/aix-ppc64': { version: '1.0.0', optional: true },
    'node_modules/@otsy/protocol': { resolved: 'packages/protocol', link: true },
  },
})

const installed = (packages: object) => JSON.stringify({ packages })

test('a fresh clone misses everything but optional packages', () => {
  expect(missingPackages(lock, null)).toEqual(['node_modules/hono', 'node_modules/@otsy/protocol'])
})

test('a complete installation misses nothing', () => {
  const present = installed({
    'node_modules/hono': { version: '4.0.0' },
    'node_modules/@otsy/protocol': { resolved: 'packages/protocol', link: true },
  })
  expect(missingPackages(lock, present)).toEqual([])
})

test('an installation older than the lock misses what the lock has newer', () => {
  const present = installed({
    'node_modules/hono': { version: '3.9.0' },
    'node_modules/@otsy/protocol': { resolved: 'packages/protocol', link: true },
  })
  expect(missingPackages(lock, present)).toEqual(['node_modules/hono'])
})

test('a workspace that was fetched from a registry instead of linked is missing', () => {
  const present = installed({
    'node_modules/hono': { version: '4.0.0' },
    'node_modules/@otsy/protocol': { version: '0.1.0' },
  })
  expect(missingPackages(lock, present)).toEqual(['node_modules/@otsy/protocol'])
})
