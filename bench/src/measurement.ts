import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contender } from './contenders'
import { postgresCpu } from './cpu'
import type { LoadReport, Phase, PhaseFigures } from './messages'
import { runLoad, startServer, type ServerProcess } from './processes'

/** One phase of one contender in one round. CPU in microseconds a message. */
export interface Measurement {
  readonly contender: string
  readonly phase: string
  readonly sendsPerSecond: number
  readonly figures: PhaseFigures
  readonly cpu: { readonly server: number; readonly load: number; readonly database: number }
}

export interface MeasureOptions {
  readonly contender: Contender
  readonly phases: readonly Phase[]
  readonly postgres: { readonly dataDir: string; database(name: string): Promise<string> }
  readonly profile: boolean
}

/** Starts a contender, puts it through the phases and stops it. */
export async function measure(options: MeasureOptions): Promise<Measurement[]> {
  const { contender, phases, postgres, profile } = options
  const folder = await mkdtemp(join(tmpdir(), 'otsy-bench-'))
  const database = contender.store === 'postgres' ? await postgres.database(contender.name) : ''
  const server = await startServer({
    entry: contender.entry,
    env: { STORE: contender.store, DATA_DIR: folder, DATABASE_URL: database },
  })
  try {
    const before = await server.stored()
    const windows = new Windows(contender, server, postgres.dataDir)
    await runLoad({ port: server.port, chatIds: server.chatIds, phases }, (report) => {
      if (profile && report.type === 'begin') server.profile()
      windows.take(report)
      if (profile && report.type === 'end') server.profile(profileFile(contender, report.phase))
    })
    const measurements = await windows.all()
    const stored = (await server.stored()) - before
    verify(contender, measurements, stored)
    return measurements
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Pairs the edges of each window with the CPU times at that moment. */
class Windows {
  readonly #contender: Contender
  readonly #usage: () => Promise<{ server: number; database: number }>
  readonly #measurements: Promise<Measurement>[] = []
  #atBegin: Promise<{ server: number; database: number }> | null = null

  constructor(contender: Contender, server: ServerProcess, dataDir: string) {
    this.#contender = contender
    this.#usage = async () => {
      const database = contender.store === 'postgres' ? await postgresCpu(dataDir) : 0
      return { server: await server.usage(), database }
    }
  }

  take(report: LoadReport): void {
    if (report.type === 'begin') this.#atBegin = this.#usage()
    if (report.type !== 'end' || !this.#atBegin) return
    this.#measurements.push(this.#measurement(report.phase, report.figures, this.#atBegin))
  }

  all(): Promise<Measurement[]> {
    return Promise.all(this.#measurements)
  }

  async #measurement(
    phase: string,
    figures: PhaseFigures,
    atBegin: Promise<{ server: number; database: number }>,
  ): Promise<Measurement> {
    const after = await this.#usage()
    const before = await atBegin
    const each = (microseconds: number) => microseconds / figures.acknowledged
    return {
      contender: this.#contender.name,
      phase,
      sendsPerSecond: (figures.acknowledged * 1000) / figures.elapsed,
      figures,
      cpu: {
        server: each(after.server - before.server),
        load: each(figures.cpu),
        database: each(after.database - before.database),
      },
    }
  }
}

/** A figure counts only if nothing was refused and what was acknowledged is there. */
function verify(contender: Contender, measurements: readonly Measurement[], stored: number): void {
  for (const { phase, figures } of measurements) {
    if (figures.refused > 0 || figures.acknowledged === 0) {
      throw new Error(
        `${contender.name}, ${phase}: ${figures.refused} sends refused, ${figures.acknowledged} acknowledged. First refusal: ${figures.firstRefusal}`,
      )
    }
  }
  const acknowledged = measurements.reduce((sum, { figures }) => sum + figures.acknowledged, 0)
  if (contender.store !== 'none' && stored < acknowledged) {
    throw new Error(`${contender.name}: ${acknowledged} acknowledged, only ${stored} stored.`)
  }
}

function profileFile({ name }: Contender, phase: string): string {
  const file = `../results/${name}-${phase.replaceAll(' ', '-')}.cpuprofile`
  return fileURLToPath(new URL(file, import.meta.url))
}
