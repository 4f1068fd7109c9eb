/// <reference types="vite/client" />
import { expect, test } from 'vitest'
import { clientEvents, errors, routes, serverEvents, type ErrorCode } from '../src/index'
import spec from '../SPEC.md?raw'

const row = (name: string) =>
  spec.split('\n').find((line) => line.startsWith(`|`) && line.includes(`\`${name}\``))

test.each(Object.entries(routes))('SPEC.md describes %s', (_name, { method, path }) => {
  const short = `/${path.split('/').at(-1) ?? ''}`
  const line = spec
    .split(/\n(?=\*\*|\|)/)
    .find(
      (part) =>
        part.includes(`\`${method}`) && (part.includes(path) || part.includes(`\`${short}\``)),
    )
  expect(line, `${method} ${path}`).toBeDefined()
})

test.each(Object.keys({ ...clientEvents, ...serverEvents }))('SPEC.md describes %s', (event) => {
  expect(row(event)).toBeDefined()
})

test.each(Object.keys(errors) as ErrorCode[])('SPEC.md describes %s', (code) => {
  const cells = (row(code) ?? '').split('|').map((cell) => cell.trim())
  expect(cells[2]).toBe(String(errors[code].status))
  expect(cells[3]).toBe(errors[code].retryable ? 'yes' : '')
})
