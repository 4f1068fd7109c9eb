/** As the wire writes times: ISO 8601, UTC, with milliseconds. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

export function isoOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : iso(milliseconds)
}
