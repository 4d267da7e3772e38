import type { Node } from './ast.ts'

const nodeKinds: Readonly<Record<Node['kind'], true>> = {
  text: true,
  output: true,
  if: true,
  for: true,
  with: true,
  block: true,
  include: true,
  extends: true,
  tag: true,
}

/** Whether plain data that a tag holds is a node of the syntax tree. */
export function isNode(value: { readonly kind: unknown }): value is Node {
  return Object.hasOwn(nodeKinds, String(value.kind))
}
