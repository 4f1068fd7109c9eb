import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import ts from 'typescript'

/** A block of TypeScript in a page. Those that name a file in their first line can be run. */
export interface Example {
  readonly file: string
  readonly isNamed: boolean
  readonly code: string
}

/** All blocks of a page, in order. */
export async function examplesOf(root: string, page: string): Promise<Example[]> {
  const text = await readFile(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/^```(tsx?)\n((?:\/\/ (\S+\.tsx?)\n)?[\s\S]*?)^```$/gm)]
  const stem = [dirname(page).replaceAll('/', '-'), basename(page, '.md')].join('-')
  return blocks.map(([, kind = '', code = '', name], i) => ({
    file: name ?? `${stem}-${i + 1}.${kind}`,
    isNamed: name !== undefined,
    // A module, so that what it declares is its own.
    code: name === undefined ? `${code}\nexport {}\n` : code,
  }))
}

/**
 * What the compiler says of files in a folder with a tsconfig.json: a line each. Only these files are
 * checked; of the sources behind them no more is looked at than they ask for.
 */
export function faultsIn(folder: string): string[] {
  const read = ts.readConfigFile(join(folder, 'tsconfig.json'), (file) => ts.sys.readFile(file))
  const config: unknown = read.config
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const program = ts.createProgram(fileNames, options)
  const faults = fileNames.flatMap((name) => {
    const file = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
  })
  return [...errors, ...program.getOptionsDiagnostics(), ...faults].map(
    ({ file, start = 0, messageText }) => {
      const at = file?.getLineAndCharacterOfPosition(start).line
      const where = file === undefined ? '' : `${basename(file.fileName)}:${(at ?? 0) + 1} `
      return where + ts.flattenDiagnosticMessageText(messageText, '\n')
    },
  )
}
