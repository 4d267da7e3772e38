/**
 * Whether `name` is likely meant to be `other`: one letter swapped, left out, doubled or wrong in a name of some length. Not
 * so for a plural, another number at the end, or another first letter: those are names of their own.
 */
export function looksLikeMisspelling(name: string, other: string): boolean {
  if (name.length < 4 || other.length < 4 || name === other || name[0] !== other[0]) return false
  if (singular(name) === singular(other) || name.replace(/\d+$/, '') === other.replace(/\d+$/, '')) return false
  let start = 0
  while (start < name.length && name[start] === other[start]) start++
  let end = 0
  while (end < Math.min(name.length, other.length) - start && name.at(-1 - end) === other.at(-1 - end)) end++
  const [changed, into] = [name.slice(start, name.length - end), other.slice(start, other.length - end)]
  if (changed.length + into.length === 1) return start < Math.max(name.length, other.length) - 1
  if (changed.length === 2 && into.length === 2) return changed[0] === into[1] && changed[1] === into[0]
  return changed.length === 1 && into.length === 1 && name.length >= 5
}

function singular(name: string): string {
  return name
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxzh])es$/, '')
    .replace(/(List|_list|Set|_set|s)$/, '')
}
