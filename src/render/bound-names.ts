import type { Node } from '../template/ast.ts'

/** The names that tags in these nodes may set in the scope the nodes stand in. */
export function boundNames(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'if') return node.branches.flatMap((branch) => boundNames(branch.body))
    if (node.kind === 'tag') return [...node.binds, ...node.bodies.flatMap(boundNames)]
    return []
  })
}
