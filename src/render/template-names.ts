import type { Condition, Expression, Node, Operand, TemplatePart } from '../template/ast.ts'
import { staticName } from '../template/static-name.ts'
import type { TagSyntax } from '../template/tag-syntax.ts'
import type { ResolvedTemplate } from '../template/template-set.ts'
import type { TagCode } from './tag-code.ts'

/** The names that a template's own text mentions, and what it includes by a fixed name. */
export interface MentionedNames {
  readonly names: ReadonlySet<string>
  readonly includes: ReadonlySet<string>
  /** It includes or extends what only a context can tell, or has a tag that reads everything. */
  readonly anything: boolean
  /** A tag in it remembers something as long as the loop around it runs. */
  readonly keepsLoopState: boolean
  readonly hasLoops: boolean
  /** Something in it may ask how many rounds the loop around it has. */
  readonly countsRounds: boolean
}

/** Collects names without regard to scope: more than a template reads, never less. */
export function mentionedNames({ chain, dynamicParent }: ResolvedTemplate): MentionedNames {
  const collector = new NameCollector()
  for (const template of chain) {
    collector.nodes(template.nodes)
    for (const block of template.blocks.values()) collector.nodes(block.body)
  }
  if (dynamicParent) {
    collector.expression(dynamicParent.parent)
    collector.anything = true
  }
  return collector
}

class NameCollector implements MentionedNames {
  readonly names = new Set<string>()
  readonly includes = new Set<string>()
  anything = false
  keepsLoopState = false
  private readonly parts = new Set<TemplatePart>()
  hasLoops = false
  countsRounds = false

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) this.node(node)
  }

  expression({ operand, filters }: Expression): void {
    this.operand(operand)
    for (const { argument } of filters) if (argument) this.operand(argument)
  }

  private node(node: Node): void {
    switch (node.kind) {
      case 'text':
      case 'extends':
        return
      case 'output':
        this.expression(node.expression)
        return
      case 'if':
        for (const { condition, body } of node.branches) {
          if (condition) this.condition(condition)
          this.nodes(body)
        }
        return
      case 'for':
        this.hasLoops = true
        this.expression(node.iterable)
        this.nodes(node.body)
        if (node.empty) this.nodes(node.empty)
        return
      case 'with':
        for (const { value } of node.bindings) this.expression(value)
        this.nodes(node.body)
        return
      case 'block':
        this.nodes(node.body)
        return
      case 'include': {
        this.expression(node.template)
        for (const { value } of node.bindings) this.expression(value)
        const name = staticName(node.template)
        if (name === null) this.anything = true
        else this.includes.add(name)
        return
      }
      case 'tag': {
        const { contextNames = [], readsScope = false, keepsLoopState = false } = node.definition as TagSyntax & TagCode<unknown>
        for (const name of contextNames) this.names.add(name)
        for (const expression of node.expressions) this.expression(expression)
        for (const body of node.bodies) this.nodes(body)
        for (const part of node.parts) this.part(part)
        if (readsScope) this.anything = true
        if (keepsLoopState) this.keepsLoopState = true
      }
    }
  }

  private part(part: TemplatePart): void {
    if (this.parts.has(part)) return
    this.parts.add(part)
    this.nodes(part.nodes ?? [])
  }

  private condition(condition: Condition): void {
    if (condition.kind === 'value') this.expression(condition.expression)
    else if (condition.kind === 'not') this.condition(condition.operand)
    else {
      this.condition(condition.left)
      this.condition(condition.right)
    }
  }

  private operand(operand: Operand): void {
    if (operand.kind !== 'path') return
    this.names.add(operand.bits[0])
    if (operand.bits[0] === 'forloop' && !placeInLoop.test(operand.bits.join('.'))) this.countsRounds = true
  }
}

/** What a loop can say that does not know yet how many rounds it will have. */
const placeInLoop = /^forloop(?:\.parentloop)*\.(?:counter0?|first|last)$/
