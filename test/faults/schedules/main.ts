// `npm run test:faults -- --schedules`: random schedules in memory, each from its seed.
import { fork, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { readOptions, type RunOptions } from './options'
import { Progress } from './progress'
import type { Job, News } from './worker'

/** Seeds handed to a worker at once: a few seconds of work. */
const BATCH = 25

let options: RunOptions
try {
  options = readOptions(process.argv.slice(2), availableParallelism())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}

const { seeds, from, nodes } = options
const progress = new Progress(seeds)
const workers = new Set<ChildProcess>()
let next = from
let code = 0

function end(): void {
  for (const worker of workers) worker.kill('SIGKILL')
  workers.clear()
}

function startWorker(): void {
  const worker = fork(join(import.meta.dirname, 'worker.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
  workers.add(worker)
  worker.on('message', (news: News) => hear(worker, news))
  worker.on('exit', (exit) => {
    if (!workers.delete(worker)) return
    code = 1
    progress.line(`A worker ended by itself (${exit ?? 'killed'}); its seeds are not counted.`)
    end()
  })
}

function hear(worker: ChildProcess, news: News): void {
  switch (news.type) {
    case 'idle': {
      const batch = Array.from({ length: Math.min(BATCH, from + seeds - next) }, () => next++)
      if (batch.length > 0) return void worker.send({ seeds: batch, nodes } satisfies Job)
      workers.delete(worker)
      worker.kill('SIGKILL')
      return
    }
    case 'done':
      return progress.done(news)
    case 'shrinking':
      return progress.line(
        `Seed ${news.seed} breaks ${news.what}\nLooking for the least that shows it …`,
      )
    case 'failed':
      code = 1
      progress.line(news.report)
      return end()
  }
}

process.on('SIGINT', () => {
  code = 130
  end()
})
process.on('exit', () => {
  progress.end()
  process.exitCode = code
})
for (let i = 0; i < options.workers; i++) startWorker()
