/** What the kit needs of a logger; pino's own shape. Fields never hold content, tokens or keys. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
