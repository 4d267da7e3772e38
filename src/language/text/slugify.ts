import { normalize } from './normalize.ts'

/** `Jack & Jill` as `jack-jill`: ASCII letters, digits, `_` and single hyphens. */
export function slugify(text: string): string {
  const ascii = normalize(text, 'NFKD').replace(/[^\x00-\x7f]+/g, '')
  const words = ascii.toLowerCase().replace(/[^\w\t-\r\x1c-\x20-]/g, '')
  return stripHyphens(words.replace(/[-\t-\r\x1c-\x20]+/g, '-'))
}

function stripHyphens(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isHyphen(text.charCodeAt(from))) from++
  while (to > from && isHyphen(text.charCodeAt(to - 1))) to--
  return text.slice(from, to)
}

function isHyphen(code: number): boolean {
  return code === 45 || code === 95
}
