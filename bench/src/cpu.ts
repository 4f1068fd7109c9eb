import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Linux counts a process's time in hundredths of a second. */
const TICK = 10_000

/**
 * CPU time in microseconds of a PostgreSQL: its postmaster, the children that run, and (by the
 * postmaster's own count) those that ended. NaN where there is no /proc.
 */
export async function postgresCpu(dataDir: string): Promise<number> {
  try {
    const pid = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0] ?? ''
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const own = await ticks(pid, ['utime', 'stime', 'cutime', 'cstime'])
    const running = children.split(' ').filter(Boolean)
    const theirs = await Promise.all(running.map((child) => ticks(child, ['utime', 'stime'])))
    return theirs.reduce((sum, value) => sum + value, own) * TICK
  } catch {
    return Number.NaN
  }
}

/** Where a field stands in /proc/<pid>/stat, counted after the name in parentheses. */
const fields = { utime: 11, stime: 12, cutime: 13, cstime: 14 }

async function ticks(pid: string, names: readonly (keyof typeof fields)[]): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return names.reduce((sum, name) => sum + Number(values[fields[name]] ?? 0), 0)
}
