import { DjustError } from '../error.ts'

/** Longer texts than any page has; what makes one longer, in a template that includes itself, would soon fill the memory. */
export const longestText = 5_000_000

export function tooLarge(what: string): DjustError {
  return new DjustError('value/too-large', what, { hint: 'It is larger than anything that a page shows.' })
}

/** Throws where nested data becomes more text than `most`: a list can hold another one many times over. */
export function checkWrittenLength(text: string, most: number = longestText): void {
  if (text.length > most) throw tooLarge(`a value prints more than ${most} characters`)
}
