import type { Node, TemplatePart } from '../template/ast.ts'

/** The names that tags in these nodes, and in the parts that they print, may set in the scope the nodes stand in. */
export function boundNames(nodes: readonly Node[]): string[] {
  const names = new Set<string>()
  collect(nodes, names, new Set())
  return [...names]
}

function collect(nodes: readonly Node[], names: Set<string>, parts: Set<TemplatePart>): void {
  for (const node of nodes) {
    if (node.kind === 'if') for (const { body } of node.branches) collect(body, names, parts)
    if (node.kind !== 'tag') continue
    for (const name of node.binds) names.add(name)
    for (const body of node.bodies) collect(body, names, parts)
    for (const part of node.parts) {
      if (parts.has(part)) continue
      parts.add(part)
      collect(part.nodes ?? [], names, parts)
    }
  }
}
