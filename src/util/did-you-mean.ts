/** The name of `names` that `name` is probably a misspelling of: with fewer than `limit` letters other; undefined where none is near. */
export function nearest(name: string, names: Iterable<string>, limit: number = Math.floor(name.length / 3) + 2): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = limit
  for (const candidate of names) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `Did you mean "x"?`, or the list of what there is. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const all = [...names]
  const near = nearest(name, all)
  if (near !== undefined) return `Did you mean "${near}"?`
  return all.length === 0 ? 'There is none.' : `There is: ${all.toSorted().join(', ')}.`
}

/** Levenshtein distance with swapped neighbours as one step; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    if (Math.min(...row) >= limit) return limit
    before = previous
    previous = row
  }
  return previous[b.length]!
}
