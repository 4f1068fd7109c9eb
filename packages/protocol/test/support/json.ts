import { format } from 'prettier'

/** As the repository formats its JSON files. */
export const json = (value: unknown): Promise<string> =>
  format(JSON.stringify(value), { parser: 'json', printWidth: 100 })
