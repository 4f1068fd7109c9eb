import { UsageError, type Command, type Output } from './command'
import { vapid } from './vapid'

const commands: Readonly<Record<string, Command>> = { vapid }

/** The `otsy` command. Answers the exit code: 0 done, 1 failed, 2 not understood. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || isHelp(name) || name === 'help') {
    return help(rest[0], output, name === undefined ? 2 : 0)
  }
  if (!Object.hasOwn(commands, name)) return unknown(name, output)
  const command = commands[name] as Command
  if (rest.some(isHelp)) return help(name, output, 0)
  try {
    return await command.run(rest, output)
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause
    output.err(`otsy ${name}: ${cause.message}`)
    output.err(`See: otsy ${name} --help`)
    return 2
  }
}

const isHelp = (arg: string) => arg === '--help' || arg === '-h'

function help(name: string | undefined, output: Output, code: number): number {
  if (name !== undefined && !isHelp(name)) {
    if (!Object.hasOwn(commands, name)) return unknown(name, output)
    output.out((commands[name] as Command).help)
    return code
  }
  const lines = Object.entries(commands).map(([each, { summary }]) => `  ${each}  ${summary}`)
  const text = [
    'Usage: otsy <command> [options]',
    '',
    ...lines,
    '',
    'otsy <command> --help says more.',
  ]
  const write = code === 0 ? output.out : output.err
  write(text.join('\n'))
  return code
}

function unknown(name: string, { err }: Output): number {
  err(`otsy knows no command "${name}". It knows: ${Object.keys(commands).join(', ')}.`)
  err('See: otsy --help')
  return 2
}
