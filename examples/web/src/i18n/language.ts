export const languages = ['ja', 'en'] as const

export type Language = (typeof languages)[number]

/** The first of the reader's languages that there is a dictionary for; English without one. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0]
    const known = languages.find((language) => language === primary)
    if (known !== undefined) return known
  }
  return 'en'
}
