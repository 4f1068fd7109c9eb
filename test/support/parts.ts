declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for the parts of this run; each part starts when first asked for. */
    otsyParts: string
  }
}

export {}
