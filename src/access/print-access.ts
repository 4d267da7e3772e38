import type { AccessNode } from './access-node.ts'

/** The access graph as an indented text; a node met again is shown by its number. */
export function printAccess(roots: ReadonlyMap<string, AccessNode>): string {
  const numbers = new Map<AccessNode, number>()
  const referred = new Set<AccessNode>()
  for (const node of roots.values()) collect(node, referred, new Set())
  const lines: string[] = []
  for (const [name, node] of [...roots].sort(([a], [b]) => (a < b ? -1 : 1))) print(name, node, 0, lines, numbers, referred)
  return lines.join('\n')
}

function print(
  label: string,
  node: AccessNode,
  depth: number,
  lines: string[],
  numbers: Map<AccessNode, number>,
  referred: ReadonlySet<AccessNode>,
): void {
  const indent = '  '.repeat(depth)
  const seen = numbers.get(node)
  if (seen !== undefined) {
    lines.push(`${indent}${label} = #${seen}`)
    return
  }
  const number = numbers.size
  numbers.set(node, number)
  const name = referred.has(node) ? `${label} #${number}` : label
  lines.push(`${indent}${name}${uses(node)}`)
  if (node.element) print('[]', node.element, depth + 1, lines, numbers, referred)
  for (const [member, child] of [...node.members].sort(([a], [b]) => (a < b ? -1 : 1)))
    print(`.${member}`, child, depth + 1, lines, numbers, referred)
  for (const next of node.flowsTo) print('also read as', next, depth + 1, lines, numbers, referred)
}

function uses(node: AccessNode): string {
  const words: string[] = []
  if (node.output) words.push('output')
  if (node.identity) words.push('told apart')
  else if (node.compare) words.push('compared')
  if (node.test) words.push('tested')
  if (node.length) words.push('length')
  if (node.whole) words.push('whole')
  if (node.head === Infinity) words.push('all rows')
  else if (node.head > 0) words.push(`first ${node.head}`)
  if (node.tail > 0) words.push(`last ${node.tail}`)
  return words.length > 0 ? `: ${words.join(', ')}` : ''
}

/** Nodes that are met more than once, which the text refers to by number. */
function collect(node: AccessNode, referred: Set<AccessNode>, seen: Set<AccessNode>): void {
  if (seen.has(node)) {
    referred.add(node)
    return
  }
  seen.add(node)
  if (node.element) collect(node.element, referred, seen)
  for (const child of node.members.values()) collect(child, referred, seen)
  for (const next of node.flowsTo) collect(next, referred, seen)
}
