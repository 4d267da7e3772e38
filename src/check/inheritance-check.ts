import { DjustError, type SourceSpan } from '../error.ts'
import type { Node, Template } from '../template/ast.ts'
import type { ResolvedTemplate, TemplateSet } from '../template/template-set.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { type Problem, problemAt, problemOf } from './problem.ts'
import { textPieces } from './text-pieces.ts'
import { bodiesOf, walk } from './walk.ts'

/** What a child template holds that its parent never prints, and what a template without a parent asks of one. */
export function inheritanceProblems(template: Template, file: SourceSpan, templates: TemplateSet): Problem[] {
  if (!template.extends) return emptySupers(template.nodes, file)
  const found = unreachable(template, file)
  let resolved: ResolvedTemplate
  try {
    resolved = templates.resolve(template)
  } catch (error) {
    if (!(error instanceof DjustError)) throw error
    // Elsewhere than in this file it is found when that one is checked.
    const { span } = error
    return [...found, problemOf(error, span?.source === file.source ? span : { ...file, ...template.extends.span })]
  }
  if (resolved.dynamicParent) return found
  const known = new Set(resolved.chain.slice(1).flatMap((parent) => [...parent.blocks.keys()]))
  for (const block of outermostBlocks(template.nodes)) {
    if (known.has(block.name)) continue
    const message = `No parent has a block "${block.name}": it is never printed`
    const hint = known.size === 0 ? `${resolved.root.name} has no blocks.` : didYouMean(block.name, known)
    found.push(problemAt({ ...file, ...block.span }, 'check/unknown-block', message, hint))
  }
  return found
}

/** `{{ block.super }}` where there is no parent to have a block of that name. */
function emptySupers(nodes: readonly Node[], file: SourceSpan): Problem[] {
  const found: Problem[] = []
  walk(nodes, {
    expression({ operand }) {
      if (operand.kind !== 'path' || operand.bits[0] !== 'block' || operand.bits[1] !== 'super') return
      const message = '{{ block.super }} has nothing to print: this template has no parent, and fails when it is rendered itself'
      found.push(problemAt({ ...file, ...operand.span }, 'check/unknown-block', message, 'Take it out, or add {% extends %}.'))
    },
  })
  return found
}

function unreachable(template: Template, file: SourceSpan): Problem[] {
  const found: Problem[] = []
  const pieces = textPieces(template.source)
  const after = template.nodes.slice(template.nodes.indexOf(template.extends as Node) + 1)
  for (const node of after) {
    if (node.kind === 'block') continue
    // What it defines is printed by {% partial %} in a block.
    if (node.kind === 'tag' && node.name === 'partialdef') continue
    if (node.kind === 'text') {
      for (const piece of pieces(node.span)) {
        const text = piece.text.trim()
        const start = piece.start + piece.text.indexOf(text)
        if (text !== '') found.push(neverPrinted({ ...file, start, end: start + text.length }))
      }
    } else if (holdsBlocks(node)) {
      const message = `In a template that extends another, blocks count wherever they stand: this ${node.kind === 'tag' ? node.name : node.kind} around them has no effect`
      found.push(problemAt({ ...file, ...node.span }, 'check/unreachable', message, 'Put it into the block.'))
    } else found.push(neverPrinted({ ...file, ...node.span }))
  }
  return found
}

function neverPrinted(span: SourceSpan): Problem {
  const message = 'In a template that extends another, what stands outside of blocks is never printed'
  return problemAt(span, 'check/unreachable', message, 'Put it into a block of the parent, or a comment.')
}

function holdsBlocks(node: Node): boolean {
  return bodiesOf(node).some((body) => body.some((inner) => inner.kind === 'block' || holdsBlocks(inner)))
}

/** Blocks within blocks are printed where they stand. */
function outermostBlocks(nodes: readonly Node[]): Extract<Node, { kind: 'block' }>[] {
  return nodes.flatMap((node) => (node.kind === 'block' ? [node] : bodiesOf(node).flatMap((body) => outermostBlocks(body))))
}
