/**
 * Whether a key belongs to an input method, as when Enter accepts a conversion. 229 is how Safari
 * says so: there the Enter that ends a composition comes after its end.
 */
export function endsComposition(event: {
  readonly isComposing: boolean
  readonly keyCode: number
}): boolean {
  return event.isComposing || event.keyCode === 229
}
