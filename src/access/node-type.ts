/** What a node is, where the analysis of JavaScript knows it: names mean different things on an entity, a list and an array. */
export type NodeType =
  | { readonly kind: 'entity' | 'list'; readonly model: string }
  | { readonly kind: 'field' }
  | { readonly kind: ContainerKind }

export type ContainerKind = 'array' | 'object' | 'map' | 'set'

export function isSameType(a: NodeType | undefined, b: NodeType | undefined): boolean {
  return a?.kind === b?.kind && (a as { model?: string } | undefined)?.model === (b as { model?: string } | undefined)?.model
}
