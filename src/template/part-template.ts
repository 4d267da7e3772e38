import type { Node, Template } from './ast.ts'

/** `page.html#card` names the part `card` of `page.html`, as in Django; `part` is null where a name has no `#`. */
export function partName(name: string): { readonly file: string; readonly part: string | null } {
  const at = name.indexOf('#')
  // Nothing after the # is the template itself.
  return at === -1 ? { file: name, part: null } : { file: name.slice(0, at), part: name.slice(at + 1) || null }
}

/** A part of a template as a template of its own: it extends nothing, and its blocks are nobody's to replace. */
export function partTemplate({ name, named, origin, source, parts }: Template, part: string, nodes: readonly Node[]): Template {
  return { name: `${partName(name).file}#${part}`, named, origin, source, nodes, extends: null, blocks: new Map(), parts }
}
