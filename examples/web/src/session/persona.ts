export const personas = ['customer', 'shopper'] as const

/** Which side of the demo order somebody is on. */
export type Persona = (typeof personas)[number]
