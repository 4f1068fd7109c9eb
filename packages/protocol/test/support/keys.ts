/** Where a key stands in a frame, from the outside in. */
export type Path = readonly string[]

/** Every key of a frame, at any depth; of equal items of a list each counts. */
export function keysOf(value: unknown, above: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...above, key]
    return Array.isArray(value) ? keysOf(inner, path) : [path, ...keysOf(inner, path)]
  })
}

/** A copy of a frame with one key given another name, or (undefined) left out. */
export function withKey(value: unknown, path: Path, name: string | undefined): unknown {
  const copy = structuredClone(value)
  const key = path.at(-1) ?? ''
  let holder = copy as Record<string, unknown>
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string, unknown>
  if (name !== undefined) holder[name] = holder[key]
  delete holder[key]
  return copy
}
