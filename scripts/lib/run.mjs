import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the root by default
 * @property {Record<string, string | undefined>} [env] added to the environment
 * @property {'capture' | 'inherit' | 'stderr'} [output] kept, passed through, or all of it on stderr
 */

/**
 * Runs a command to its end. Never rejects for a failing command: look at `code`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = {}, output = 'capture' } = {}) {
  const out = { capture: 'pipe', inherit: 'inherit', stderr: 2 }[output]
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: /** @type {import('node:child_process').StdioOptions} */ (['inherit', out, out]),
  })
  const stop = passSignals(child)
  /** @type {Buffer[]} */
  const chunks = []
  child.stdout?.on('data', (chunk) => chunks.push(chunk))
  child.stderr?.on('data', (chunk) => chunks.push(chunk))
  return new Promise((resolve) => {
    child.on('error', (error) => {
      stop()
      resolve({ code: 127, output: `${command}: ${error.message}` })
    })
    child.on('close', (code, signal) => {
      stop()
      resolve({ code: code ?? (signal ? 128 : 1), output: Buffer.concat(chunks).toString() })
    })
  })
}

/**
 * Passes SIGINT, SIGTERM and SIGHUP on. A terminal sends SIGINT to the whole group by itself, and a
 * second one would read as "at once", so it is left out there.
 * @param {import('node:child_process').ChildProcess} child
 */
function passSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const handlers = signals.map((signal) => {
    const handler = () => {
      process.exitCode = 128
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  return () => handlers.forEach((off) => off())
}

/**
 * Runs jobs, at most `width` at once, and keeps their order in the answer.
 * @template T
 * @param {readonly (() => Promise<T>)[]} jobs
 * @param {number} width
 * @returns {Promise<T[]>}
 */
export async function inParallel(jobs, width) {
  /** @type {T[]} */
  const results = []
  let next = 0
  const worker = async () => {
    while (next < jobs.length) {
      const index = next++
      const job = jobs[index]
      if (job) results[index] = await job()
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
