import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** SHA-256 of a label and parts, in hex. Parts can't run into one another. */
export function digest(label: string, ...parts: readonly (string | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([label, ...parts]))
    .digest('hex')
}

/** A JSON text followed by a line that shows that whoever wrote it has the secret. */
export function seal(text: string, secret: string): string {
  return `${text}\n"${signature(text, secret)}"\n`
}

/** The text of a sealed one; null where it is torn, or not as it was written. */
export function unseal(sealed: string, secret: string): string | null {
  const end = sealed.length - signatureLength
  if (end < 0) return null
  const text = sealed.slice(0, end)
  const expected = Buffer.from(`\n"${signature(text, secret)}"\n`)
  const given = Buffer.from(sealed.slice(end))
  return given.length === expected.length && timingSafeEqual(given, expected) ? text : null
}

/** A line break, 64 digits in quotes, a line break. */
const signatureLength = 68

function signature(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
