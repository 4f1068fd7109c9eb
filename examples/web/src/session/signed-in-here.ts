import { personas, type Persona } from './persona'

const KEY = 'otsy.signed-in'

/** The side that was opened last in this browser, as a sign-in would remember it. */
export function signedInHere(): Persona {
  try {
    const last = localStorage.getItem(KEY)
    return personas.find((persona) => persona === last) ?? 'customer'
  } catch {
    return 'customer'
  }
}

export function rememberSignedIn(persona: Persona): void {
  try {
    localStorage.setItem(KEY, persona)
  } catch {
    // Storage may be forbidden; links then lead to the customer's side.
  }
}
