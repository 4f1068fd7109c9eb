/** One step of the schema's history. A published step never changes; what is new is a new step. */
export interface Migration {
  readonly version: number
  readonly name: string
  /** The statements, given the schema's name as it stands in SQL. */
  readonly statements: (schema: string) => readonly string[]
}
