import { TemplateDoesNotExist, type SourceSpan } from '../error.ts'
import type {
  BlockNode,
  Condition,
  Expression,
  FilterCall,
  ForNode,
  IfNode,
  IncludeNode,
  Node,
  Operand,
  PathOperand,
  Span,
  Template,
  TemplatePart,
} from '../template/ast.ts'
import { includeSite } from '../template/include-site.ts'
import { isNode } from '../template/is-node.ts'
import { AccessNode } from './access-node.ts'
import { Activations } from './activations.ts'
import type { Flow } from './flow.ts'
import type { FilterUse, FilterUses } from './filter-use.ts'
import { includeNames } from './include-names.ts'
import { innerLoop, outermostLoop } from './loop-value.ts'
import { LoopUses } from './loop-uses.ts'
import { LexicalScope } from './template-scope.ts'
import type { TemplateChoice, TemplateFamily, TemplateWorld } from './template-world.ts'
import * as operations from './value-operations.ts'
import { scalar, type Value } from './value.ts'
import { lacksPart, type UnknownPart } from './unknown-part.ts'
import { Visits } from './visits.ts'

/** What a page reads of each of its context variables. */
export interface TemplateAccess {
  readonly roots: ReadonlyMap<string, AccessNode>
  /** The template and its parents; others are included. */
  readonly family: readonly string[]
  /** Includes whose template is only known when the page is rendered. */
  readonly dynamic: readonly SourceSpan[]
  readonly unknownParts: readonly UnknownPart[]
  /** The filters that a value is given to as it is, but for those whose argument is no literal. */
  readonly filterUses: FilterUses
  /**
   * Variables of which nothing is read but their rows, once, by one loop that stands in no other loop and no tag, and
   * whether they have any: a page that is sent in pieces can get them while it is sent.
   */
  readonly streamable: ReadonlySet<string>
}

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['True', { kind: 'scalar', constant: true }],
  ['False', { kind: 'scalar', constant: false }],
  ['None', { kind: 'scalar', constant: null }],
])

/** Walks a template, its parents and includes as one, and builds the access graph of its context variables. */
export function analyzeTemplate(name: string, world: TemplateWorld): TemplateAccess {
  const analysis = new TemplateAnalysis(world)
  const family = analysis.page(name)
  const { roots, dynamic, unknownParts, filterUses } = analysis
  return {
    roots,
    family: family.chain.map((template) => template.name),
    dynamic,
    unknownParts,
    filterUses,
    streamable: analysis.streamable(),
  }
}

class TemplateAnalysis implements Flow {
  readonly roots = new Map<string, AccessNode>()
  readonly dynamic: SourceSpan[] = []
  readonly unknownParts: UnknownPart[] = []
  readonly filterUses = new Map<AccessNode, FilterUse[]>()
  readonly #world: TemplateWorld
  readonly #activations = new Activations()
  readonly #visits = new Visits()
  #scope = new LexicalScope(null)
  #isolated = false
  #certain = true
  #template: Template | null = null
  #family: TemplateFamily | null = null
  #block: { readonly name: string; readonly depth: number } | null = null
  readonly #uses = new LoopUses()
  #readsScope = false
  /** Where names stand that come without a place: the argument of a filter that reads by it. */
  #at: Span | undefined

  constructor(world: TemplateWorld) {
    this.#world = world
  }

  page(template: TemplateChoice): TemplateFamily {
    const family = this.#world.family(template)
    const outer = [this.#template, this.#family, this.#block] as const
    this.#family = family
    this.#block = null
    for (const each of family.chain) this.#inTemplate(each, () => this.#parentName(each))
    this.#inTemplate(family.chain.at(-1)!, (root) => this.visit(root.nodes))
    ;[this.#template, this.#family, this.#block] = outer
    return family
  }

  visit(nodes: readonly Node[]): void {
    this.#visits.read(nodes)
    for (const node of nodes) this.#node(node)
  }

  part(part: TemplatePart): void {
    const key = this.#visits.key([part, this.#isolated], this.#scope.all())
    if (this.#visits.has(key)) {
      this.#noteAllRead()
      return
    }
    const before = this.#scope.snapshot()
    const outer = this.#family
    // No child replaces a block that is printed with a part.
    this.#family = null
    this.#follow(part, () => this.visit(part.nodes ?? []))
    this.#family = outer
    // What it binds is bound again each time.
    if (!this.#scope.changedSince(before)) this.#visits.add(key)
  }

  evaluate(expression: Expression): Value {
    let value = this.#operand(expression.operand)
    for (const filter of expression.filters) value = this.#filter(value, filter)
    return value
  }

  condition(condition: Condition): void {
    if (condition.kind === 'value') {
      this.test(this.evaluate(condition.expression))
      return
    }
    if (condition.kind === 'not') {
      this.condition(condition.operand)
      return
    }
    const { operator } = condition
    if (operator === 'and' || operator === 'or') {
      this.condition(condition.left)
      this.condition(condition.right)
      return
    }
    const left = this.#comparand(condition.left)
    const right = this.#comparand(condition.right)
    if (left) this.compare(left)
    if (right && (operator === 'in' || operator === 'not in')) this.compare(this.iterate(right))
    else if (right) this.compare(right)
  }

  streamable(): ReadonlySet<string> {
    const all = this.dynamic.length > 0 || this.#readsScope ? [] : [...this.roots]
    return new Set(all.filter(([, node]) => this.#uses.isOnlyLooped(node)).map(([name]) => name))
  }

  test = operations.test

  output = (value: Value): void => operations.output(this.#uses.used(value))
  compare = (value: Value): void => operations.compare(this.#uses.used(value))
  length = (value: Value): void => operations.length(this.#uses.used(value))
  iterate = (value: Value): Value => operations.iterate(this.#uses.used(value))
  slice = (value: Value, head: number, tail: number): Value => operations.slice(this.#uses.used(value), head, tail)
  whole = (value: Value): void => operations.whole(this.#uses.used(value))
  union = (options: readonly Value[]): Value => operations.union(options.map((option) => this.#uses.used(option)))

  /** Goes to code that may read anything of it, and tell it from other objects. */
  unknown(value: Value): void {
    this.whole(value)
    operations.identify(value)
  }

  member(value: Value, name: string, span = this.#at): Value {
    const used = this.#uses.used(value)
    if (span && lacksPart(used, name)) this.unknownParts.push({ name, of: used, span: this.#source(span) })
    return operations.member(used, name, span && this.#source(span), this.#certain)
  }

  bind(name: string, value: Value): void {
    this.#scope.set(name, value)
  }

  lookup(name: string): Value {
    const bound = this.#scope.get(name)
    if (bound) {
      this.#activations.noteRead(name, bound)
      return bound
    }
    const constant = constants.get(name)
    if (constant) return constant
    if (this.#isolated) return scalar
    let node = this.roots.get(name)
    if (!node) {
      this.roots.set(name, (node = new AccessNode()))
      node.certain = true
    }
    return { kind: 'node', node }
  }

  scope(body: () => void): void {
    const outer = this.#scope
    this.#scope = new LexicalScope(outer)
    body()
    this.#scope = outer
  }

  #node(node: Node): void {
    switch (node.kind) {
      case 'text':
        return
      case 'extends':
        this.output(this.evaluate(node.parent))
        return
      case 'output':
        this.output(this.evaluate(node.expression))
        return
      case 'if':
        this.#branches(node.branches)
        return
      case 'for':
        this.#for(node)
        if (node.empty) this.visit(node.empty)
        return
      case 'with': {
        const values = node.bindings.map((binding) => [binding.name, this.evaluate(binding.value)] as const)
        this.scope(() => {
          for (const [name, value] of values) this.bind(name, value)
          this.visit(node.body)
        })
        return
      }
      case 'block':
        this.#visitBlock(node.name, 0, node)
        return
      case 'include':
        this.#include(node)
        return
      case 'tag': {
        const definition = this.#world.tagFlow(node.name, node.definition)
        if ((node.definition as { readonly readsScope?: boolean }).readsScope) this.#readsScope = true
        this.#uses.around++
        if (definition?.flow) definition.flow(node.args, this)
        else this.#everything(node.args)
        this.#uses.around--
      }
    }
  }

  /** A parent that a variable names: rendering asks the context for it. */
  #parentName({ nodes }: Template): void {
    for (const node of nodes) if (node.kind === 'extends') this.output(this.evaluate(node.parent))
  }

  /** Names bound in a branch may be bound or not after it. */
  #branches(branches: IfNode['branches']): void {
    const before = this.#scope.snapshot()
    const after: ReadonlyMap<string, Value>[] = [before]
    for (const { condition, body } of branches) {
      this.#scope.restore(before)
      if (condition) this.condition(condition)
      const known = condition && !this.#world.everyBranch ? this.#constantTruth(condition) : null
      if (known === false) continue
      this.visit(body)
      after.push(this.#scope.snapshot())
      if (known === true) break
    }
    this.#scope.join(after)
  }

  /** Whether a condition holds whatever the data is: `{% if wide %}` in a template that was included `with wide=True`. */
  #constantTruth(condition: Condition): boolean | null {
    if (condition.kind === 'not') {
      const truth = this.#constantTruth(condition.operand)
      return truth === null ? null : !truth
    }
    if (condition.kind === 'binary' || condition.expression.filters.length > 0) return null
    const value = this.#operand(condition.expression.operand)
    return value.kind === 'scalar' && value.constant !== undefined ? Boolean(value.constant) : null
  }

  #for({ iterable, variables, reversed, body }: ForNode): void {
    const list = this.evaluate(iterable)
    const element = this.iterate(list)
    if (!reversed) this.#uses.loop(list)
    this.#uses.around++
    // What includes a template may do so in a loop.
    const isOutermost = this.#activations.isEmpty && this.#scope.get('forloop') === undefined
    this.scope(() => {
      this.bind('forloop', isOutermost ? outermostLoop : innerLoop)
      if (variables.length === 1) this.bind(variables[0]!, element)
      else variables.forEach((name, index) => this.bind(name, this.member(element, String(index))))
      const bound = this.#scope.snapshot()
      this.visit(body)
      // What one round binds the next one can read.
      if (this.#scope.changedSince(bound)) {
        this.#scope.join([bound, this.#scope.snapshot()])
        this.#visits.count()
        this.visit(body)
      }
    })
    this.#uses.around--
  }

  #visitBlock(name: string, depth: number, own: BlockNode | null): void {
    const bodies = this.#family?.blocks.get(name)
    const body = bodies?.[depth] ?? (own && this.#template ? { template: this.#template, block: own } : undefined)
    if (!body) return
    this.#once([body.block, depth, this.#family, this.#isolated], () => {
      const outer = this.#block
      this.#block = { name, depth }
      this.#inTemplate(body.template, () => this.scope(() => this.visit(body.block.body)))
      this.#block = outer
    })
  }

  #include(node: IncludeNode): void {
    const { operand } = node.template
    // A name that the template binds is no name of the context, whatever the context has under it.
    const isBound = operand.kind === 'path' && this.#scope.get(operand.bits[0]) !== undefined
    const bound = isBound ? this.evaluate(node.template) : null
    const names = includeNames(node.template, bound, this.#template!, this.#world)
    const bindings = node.bindings.map((binding) => [binding.name, this.evaluate(binding.value)] as const)
    // Also where it is known which template is meant: rendering asks the context for it.
    this.output(bound ?? this.evaluate(node.template))
    const seen = names === null ? this.#world.included?.get(includeSite(this.#template!.name, node.span.start)) : undefined
    if (names === null) this.dynamic.push(this.#source(node.span))
    if (names === null && !seen) {
      for (const [, value] of bindings) this.whole(value)
      return
    }
    const outer = [this.#scope, this.#isolated, this.#certain] as const
    for (const name of names ?? seen!) {
      // Which of them it is may depend on the very rows that it shows: what one has, others need not have.
      if (names === null) this.#certain = false
      if (node.only) {
        this.#scope = new LexicalScope(null)
        this.#isolated = true
      }
      this.scope(() => {
        for (const [variable, value] of bindings) this.bind(variable, value)
        this.#includeIfThere(name)
      })
      ;[this.#scope, this.#isolated, this.#certain] = outer
    }
  }

  /** Visits a part that has not been analysed yet with what its names stand for here. */
  #once(part: readonly (object | string | number | boolean | null)[], visit: () => void): void {
    const key = this.#visits.key(part, this.#scope.all())
    if (this.#visits.has(key)) {
      this.#uses.again(key)
      this.#noteAllRead()
      return
    }
    this.#visits.add(key)
    this.#uses.inPart(key, visit)
  }

  /** A missing template is an error where it is included, which may never come to pass, and of several names one is enough. */
  #includeIfThere(template: TemplateChoice): void {
    try {
      this.#once([template, this.#isolated], () => this.#follow(template, () => this.page(template)))
    } catch (error) {
      if (!(error instanceof TemplateDoesNotExist)) throw error
    }
  }

  #follow(template: TemplateChoice | TemplatePart, visit: () => void): void {
    this.#visits.count()
    this.#activations.follow(template, this.#scope.all(), visit)
  }

  /** Of a part that was analysed before nobody noted which names it reads. */
  #noteAllRead(): void {
    if (this.#activations.isEmpty) return
    for (const [name, value] of this.#scope.all()) this.#activations.noteRead(name, value)
  }

  #inTemplate(template: Template, visit: (template: Template) => void): void {
    const outer = this.#template
    this.#template = template
    visit(template)
    this.#template = outer
  }

  #operand(operand: Operand): Value {
    if (operand.kind === 'literal') return operand.translated ? scalar : { kind: 'scalar', constant: operand.value }
    if (operand.bits[0] === 'block' && operand.bits[1] === 'super' && this.#block) {
      this.#uses.around++
      this.#visitBlock(this.#block.name, this.#block.depth + 1, null)
      this.#uses.around--
      return scalar
    }
    return this.#path(operand)
  }

  #path(operand: PathOperand): Value {
    let value = this.lookup(operand.bits[0])
    if (value.kind === 'node') this.#note(value.node, operand.bitSpans[0]!)
    for (let i = 1; i < operand.bits.length; i++) value = this.member(value, operand.bits[i]!, operand.bitSpans[i])
    this.#world.onPath?.(value)
    return value
  }

  /** The first place in each template. */
  #note({ spans }: AccessNode, span: Span): void {
    if (!spans.some(({ template }) => template === this.#template!.name)) spans.push(this.#source(span))
  }

  #filter(input: Value, filter: FilterCall): Value {
    const argument = filter.argument && this.#operand(filter.argument)
    const literal = filter.argument?.kind === 'literal' ? filter.argument.value : undefined
    if (input.kind === 'node' && (literal !== undefined || !argument)) this.#noteFilter(input.node, filter, literal)
    const flow = this.#world.filterFlow(filter.name, filter.definition)
    if (flow) {
      const outer = this.#at
      this.#at = filter.argument?.span ?? filter.span
      const output = flow(input, argument, literal, this)
      this.#at = outer
      return output
    }
    this.unknown(input)
    if (argument) this.unknown(argument)
    return this.union([input, scalar])
  }

  #noteFilter(node: AccessNode, { definition, span }: FilterCall, literal: FilterUse['literal']): void {
    const use = { definition, literal, span: this.#source(span) }
    const known = this.filterUses.get(node)
    if (known) known.push(use)
    else this.filterUses.set(node, [use])
  }

  /** The value of one side of a comparison; a nested condition is read as one. */
  #comparand(condition: Condition): Value | null {
    if (condition.kind === 'value') return this.evaluate(condition.expression)
    this.condition(condition)
    return null
  }

  /** A tag that does not say what it reads: all expressions and bodies in its args, which are plain data. */
  #everything(args: unknown): void {
    if (typeof args !== 'object' || args === null) return
    if (args instanceof Map || args instanceof Set || Array.isArray(args)) {
      for (const item of args.values()) this.#everything(item)
      return
    }
    if ('operand' in args && 'filters' in args) this.unknown(this.evaluate(args as Expression))
    else if ('kind' in args && 'span' in args && isNode(args)) this.#node(args)
    else for (const part of Object.values(args)) this.#everything(part)
  }

  #source(span: Span): SourceSpan {
    const template = this.#template!
    return { template: template.name, source: template.source, start: span.start, end: span.end }
  }
}
