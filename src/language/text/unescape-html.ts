import { entityText, longestEntityName } from './html-entities.ts'

/** Character references as the characters they stand for, as browsers read them: also where the semicolon is missing. */
export function unescapeHtml(text: string): string {
  return text.includes('&') ? text.replace(reference, (match, body: string) => decode(body) ?? match) : text
}

const reference = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g

function decode(body: string): string | undefined {
  if (body.startsWith('#')) return decodeNumber(body)
  const whole = entityText(body)
  if (whole !== undefined) return whole
  for (let end = Math.min(body.length - 1, longestEntityName); end > 1; end--) {
    const part = entityText(body.slice(0, end))
    if (part !== undefined) return part + body.slice(end)
  }
  return undefined
}

function decodeNumber(body: string): string {
  const digits = body.endsWith(';') ? body.slice(1, -1) : body.slice(1)
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10)
  const replaced = windows1252.get(code)
  if (replaced !== undefined) return String.fromCodePoint(replaced)
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return '\ufffd'
  return isInvalid(code) ? '' : String.fromCodePoint(code)
}

/** Controls and characters that are none: browsers drop them. */
function isInvalid(code: number): boolean {
  if (code >= 0x1 && code <= 0x8) return true
  if (code === 0xb || (code >= 0xe && code <= 0x1f) || (code >= 0x7f && code <= 0x9f)) return true
  return (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe
}

/** References to C1 controls mean what these bytes are in Windows-1252. */
const windows1252: ReadonlyMap<number, number> = new Map([
  [0x00, 0xfffd],
  [0x0d, 0x0d],
  ...[
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018,
    0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
  ].map((code, at): [number, number] => [0x80 + at, code]),
])
