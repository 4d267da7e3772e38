const surrogate = /[\ud800-\udfff]/

/** Whether some character takes two units of a JavaScript string, so that its indexes are not Python's. */
export function hasAstral(text: string): boolean {
  return surrogate.test(text)
}

/** How many characters Python counts. */
export function codePointLength(text: string): number {
  if (!hasAstral(text)) return text.length
  let length = 0
  for (const _ of text) length++
  return length
}

export function codePoints(text: string): string[] {
  return hasAstral(text) ? Array.from(text) : text.split('')
}

/** `text[:end]` as Python cuts it, for `end` not negative. */
export function codePointHead(text: string, end: number): string {
  if (!hasAstral(text)) return text.slice(0, end)
  let units = 0
  let count = 0
  for (const character of text) {
    if (count++ >= end) break
    units += character.length
  }
  return text.slice(0, units)
}

/** Below, equal to or above zero in the order of code points, which databases and Python sort by. */
export function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0
  if (!hasAstral(left) && !hasAstral(right)) return left < right ? -1 : 1
  const shorter = Math.min(left.length, right.length)
  for (let at = 0; at < shorter; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)]
    if (a !== b) return codePointOrder(a) - codePointOrder(b)
  }
  return left.length - right.length
}

/** Surrogates stand for characters beyond all that take one unit. */
function codePointOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
