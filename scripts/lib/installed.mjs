/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockEntry
 */

/**
 * Names what the lock asks for and the installation does not have, by folder. Optional packages are
 * left to npm: those of other platforms are never there.
 * @param {string | null} lock text of package-lock.json
 * @param {string | null} installed text of node_modules/.package-lock.json, null when there is none
 * @returns {string[]}
 */
export function missingPackages(lock, installed) {
  if (lock === null) throw new Error('package-lock.json is missing')
  const wanted = entries(lock)
  const present = installed === null ? new Map() : new Map(entries(installed))
  return wanted
    .filter(([folder, entry]) => {
      if (folder === '' || entry.optional || entry.devOptional) return false
      const there = present.get(folder)
      return !there || there.version !== entry.version || there.link !== entry.link
    })
    .map(([folder]) => folder)
}

/**
 * @param {string} text
 * @returns {[string, LockEntry][]}
 */
function entries(text) {
  /** @type {{ packages: Record<string, LockEntry> }} */
  const { packages } = JSON.parse(text)
  return Object.entries(packages)
}
