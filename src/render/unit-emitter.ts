import type { BlockNode, ForNode, IncludeNode, Node, Span, TagNode, Template, TemplatePart, WithNode, Expression } from '../template/ast.ts'
import { includePlace } from './include-place.ts'
import { staticName } from '../template/static-name.ts'
import type { TagSyntax } from '../template/tag-syntax.ts'
import type { BlockPart, ResolvedTemplate } from '../template/template-set.ts'
import { boundNames } from './bound-names.ts'
import { type Choice, CodeWriter, quote } from './code-writer.ts'
import { FeedCode, WholeList } from './rounds-code.ts'
import { ExpressionCode, type ExpressionPlace } from './expression-code.ts'
import type { RenderOptions } from './render-options.ts'
import { Scope, type BlockCode, type LoopCode } from './scope.ts'
import { NodeTagEmitter } from './tag-emitter.ts'
import { StateVariables } from './state-variables.ts'
import type { TagCode } from './tag-code.ts'
import type { UnitCode } from './unit-code.ts'
import { deepestBlocks, mostPartsInline, mostSupers, mostSupersInline } from './unit-limits.ts'
import type { Callee, UnitLinks } from './unit-links.ts'
import type { UnitSignature } from './unit.ts'

/** Emits the main function of a unit: the nodes of one template with its parents, blocks inlined where they stand. */
export class UnitEmitter implements ExpressionPlace {
  readonly unit: UnitCode
  readonly options: RenderOptions
  readonly writer = new CodeWriter()
  readonly expressions: ExpressionCode
  autoescape: boolean
  scope: Scope
  template: Template
  private resolved: ResolvedTemplate
  private readonly links: UnitLinks
  private readonly signature: UnitSignature
  private readonly parameters: string[]
  private readonly variables: string[] = []
  private readonly blockDepth = new Map<string, number>()
  readonly states: StateVariables
  private openBlocks = 0
  private supers = 0
  private supersInline = 0
  private readonly openParts = new Set<TemplatePart>()
  private inlineParts = 0
  /** Whether what now asks for a `forloop` object asks nothing of it but where the loop is. */
  private onlyPlaces = false

  constructor(unit: UnitCode, options: RenderOptions, resolved: ResolvedTemplate, signature: UnitSignature, links: UnitLinks) {
    this.unit = unit
    this.options = options
    this.resolved = resolved
    this.links = links
    this.signature = signature
    this.autoescape = signature.autoescape
    this.template = resolved.root
    this.expressions = new ExpressionCode(unit, options, this)
    this.states = new StateVariables(unit, () => this.temporary())
    this.scope = new Scope(null, this.writer.late())
    this.parameters = signature.bound.map((name) => unit.name(name))
    signature.bound.forEach((name, i) => this.scope.set(name, { kind: 'local', code: this.parameters[i] as string, certain: true }))
  }

  /** The function's source: `c` is the context, `o` what is printed, `p` the place in `U` of what runs. */
  emit(): string {
    const { chain, dynamicParent } = this.resolved
    this.declare(chain.flatMap((template) => boundNames(template.nodes)))
    for (const template of chain) {
      this.template = template
      const end = template.extends ? template.nodes.indexOf(template.extends) : template.nodes.length
      this.nodes(template.nodes.slice(0, end))
    }
    if (dynamicParent) this.dynamicParent(dynamicParent.parent, dynamicParent.span)
    const { streamed = false } = this.signature
    const variables = [...(streamed ? ['w=0'] : ['o=""']), 'p=0', ...this.variables]
    // The name is what stack traces show before the place in the template.
    const head = streamed
      ? `(function*template(${['o', 'c', ...this.parameters].join(',')})`
      : `(function template(${['c', ...this.parameters].join(',')})`
    const sites = this.unit.constant(this.unit.sites)
    const body = this.writer.toString()
    return `${head}{let ${variables.join(',')};try{\n${body}\nreturn o}catch(e){throw R.failed(e,${sites},p${streamed ? ',w' : ''})}})`
  }

  nodes(nodes: readonly Node[]): void {
    for (const node of nodes) this.node(node)
  }

  private node(node: Node): void {
    switch (node.kind) {
      case 'text':
        this.writer.text(node.text)
        return
      case 'output':
        this.output(node.expression)
        return
      case 'if':
        this.choose(
          node.branches.map(({ condition, body }) => ({
            test: condition && this.at(condition.span, this.expressions.test(condition)),
            emit: () => this.nodes(body),
          })),
        )
        return
      case 'for':
        this.loop(node)
        return
      case 'with':
        this.with(node)
        return
      case 'block':
        this.block(node)
        return
      case 'include':
        this.include(node)
        return
      case 'tag':
        this.tag(node)
        return
      case 'extends':
    }
  }

  private output(expression: Expression): void {
    const { operand, filters, span } = expression
    const plain = filters.length === 0
    if (plain && operand.kind === 'literal' && typeof operand.value === 'string' && !operand.translated) {
      this.writer.text(operand.value)
      return
    }
    if (plain && operand.kind === 'path' && operand.bits.length === 2 && operand.bits[1] === 'super') {
      const [meaning] = this.scope.find(operand.bits[0])
      if (meaning?.kind === 'block') {
        if (this.supersInline++ < mostSupersInline) meaning.block.emitSuper()
        else this.writer.print(this.at(span, this.expressions.superText(meaning.block)))
        return
      }
    }
    const number = this.expressions.number(expression)
    if (number !== null) this.writer.print(number, false)
    else this.writer.print(this.at(span, this.expressions.printed(expression)))
  }

  /** Code that notes where it is before it runs. */
  at(span: Span, code: string): string {
    return `(p=${this.unit.site(this.template, span)},${code})`
  }

  choose(cases: readonly Choice[]): void {
    this.writer.choose(cases)
  }

  /** Emits in a scope; `names` are those that tags in it may set. */
  inScope(scope: Scope, names: readonly string[], emit: () => void): void {
    const outer = this.scope
    this.scope = scope
    this.declare(names)
    emit()
    this.scope = outer
  }

  /** Makes variables for names that tags may set in the current scope. */
  declare(names: readonly string[]): void {
    for (const name of new Set(names)) {
      if (this.scope.own(name)?.kind === 'local') continue
      const code = this.unit.name(name)
      this.scope.declarations.parts.push(`let ${code};`)
      this.scope.set(name, { kind: 'local', code, certain: false })
    }
  }

  set(name: string, value: string): void {
    this.declare([name])
    const meaning = this.scope.own(name)
    if (meaning?.kind === 'local') this.writer.statement(`${meaning.code}=${value};`)
  }

  /** Sets a name in the scope that has it already, the innermost one first; else in the current one. */
  setOutermost(name: string, value: string): void {
    this.declare([name])
    const meanings = this.scope.find(name).filter((meaning) => meaning.kind === 'local')
    const targets = meanings.map(({ code, certain }) => ({ test: certain ? null : `${code}!==void 0`, code }))
    const own = this.scope.own(name)
    if (own?.kind === 'local' && targets.at(-1)?.test !== null) targets.push({ test: null, code: own.code })
    this.choose(targets.map(({ test, code }) => ({ test, emit: () => this.writer.statement(`${code}=${value};`) })))
  }

  private loop(node: ForNode): void {
    const { writer, unit } = this
    const [list, index, length] = [unit.name('list'), unit.name('i'), unit.name('n')]
    const outer = this.scope.loop
    // What a tag captures is complete before it goes on: there is nothing to wait in.
    const feed = this.streams ? new FeedCode(unit, list, index, length, unit.site(this.template, node.iterable.span), !outer) : null
    const rounds = feed ?? new WholeList(list, index, length)
    rounds.open(writer, this.at(node.iterable.span, this.expressions.value(node.iterable, 'orNull')), node.reversed)
    if (node.empty) {
      writer.statement(`if(${length}===0){`)
      this.inScope(new Scope(this.scope, writer.late()), boundNames(node.empty), () => this.nodes(node.empty as readonly Node[]))
      writer.statement('}else{')
    }
    const start = writer.late()
    rounds.startRound(writer)
    const round = writer.late()
    // A template that is included, and a function of `block.super`, gets the loop around it as an argument.
    const [given] = this.scope.find('forloop')
    const around = (): string => (outer ? this.loopObject(outer) : given?.kind === 'local' ? given.code : 'R.loopAround(c)')
    const loop: LoopCode = { index, length, outer, around, start, round, object: null, feed }
    // With several variables every round has a scope of its own, so that what tags set is gone in the next one.
    const scope = new Scope(this.scope, node.variables.length > 1 ? writer.late() : start, loop)
    scope.set('forloop', { kind: 'loop', loop })
    const item = node.reversed ? `${list}[${length}-1-${index}]` : `${list}[${rounds.offset}]`
    const names = node.variables.map((name) => {
      const code = unit.name(name)
      scope.set(name, { kind: 'local', code, certain: true })
      return code
    })
    if (names.length === 1) writer.statement(`let ${names[0]}=${item};`)
    else {
      const tuple = unit.name('item')
      const unpacked = this.at(node.span, `R.unpack(${tuple},${names.length})`)
      writer.statement(`let ${tuple}=${item};if(!Array.isArray(${tuple})||${tuple}.length!==${names.length})${tuple}=${unpacked};`)
      writer.statement(`let ${names.map((name, i) => `${name}=${tuple}[${i}]`).join(',')};`)
    }
    this.inScope(scope, boundNames(node.body), () => this.nodes(node.body))
    rounds.endRound(writer)
    if (node.empty) writer.statement('}')
  }

  private with(node: WithNode): void {
    const values = node.bindings.map(({ name, value }) => ({ name, value: this.at(value.span, this.expressions.value(value, 'value')) }))
    this.withNames(values, boundNames(node.body), () => this.nodes(node.body))
  }

  /** Binds values, all computed before any name is bound, for what `emit` emits. */
  withNames(values: readonly NamedCode[], names: readonly string[], emit: () => void): void {
    const scope = new Scope(this.scope, this.writer.late())
    for (const { name, value } of values) {
      const code = this.unit.name(name)
      this.writer.statement(`let ${code}=${value};`)
      scope.set(name, { kind: 'local', code, certain: true })
    }
    this.inScope(scope, names, emit)
  }

  private block(node: BlockNode): void {
    const parts = this.resolved.blocks.get(node.name) ?? []
    const depth = this.blockDepth.get(node.name) ?? 0
    const part = parts[depth] ?? { template: this.template, block: node }
    this.blockPart(part, depth, parts)
  }

  private blockPart({ template, block }: BlockPart, depth: number, parts: readonly BlockPart[]): void {
    if (depth > 0) this.supers++
    if (this.openBlocks >= deepestBlocks || this.supers > mostSupers) {
      const [most, what] = this.openBlocks >= deepestBlocks ? [deepestBlocks, 'blocks within each other'] : [mostSupers, 'copies of blocks']
      this.writer.statement(this.at(block.span, `R.tooMany(${most},'${what}')`) + ';')
      return
    }
    const outerTemplate = this.template
    const outerDepth = this.blockDepth.get(block.name) ?? 0
    this.openBlocks++
    this.template = template
    this.blockDepth.set(block.name, depth + 1)
    const next = parts[depth + 1]
    const scope = new Scope(this.scope, this.writer.late())
    const extendsNone = this.resolved.chain.length === 1
    const code: BlockCode = {
      name: block.name,
      scope,
      openParts: this.openParts.size,
      extendsNone,
      emitSuper: () => {
        if (extendsNone) this.writer.statement(`${this.at(block.span, `R.noParent(${quote(block.name)})`)};`)
        // A part knows nothing of the parents of the template that it is in.
        else if (next && this.openParts.size === code.openParts) this.blockPart(next, depth + 1, parts)
      },
      definitions: this.writer.late(),
      functions: new Map(),
    }
    scope.set('block', { kind: 'block', block: code })
    this.inScope(scope, boundNames(block.body), () => this.nodes(block.body))
    this.template = outerTemplate
    this.blockDepth.set(block.name, outerDepth)
    this.openBlocks--
  }

  private include(node: IncludeNode): void {
    const name = staticName(node.template)
    const given = node.bindings.map(({ name: variable, value }) => ({ name: variable, value: this.expressions.value(value, 'value') }))
    if (name === null) {
      const call = `${this.expressions.value(node.template, 'value')},${this.includedVariables(given, node.only)},${this.autoescape},${includePlace(this.template, node.span.start)})`
      if (this.streams) this.goOn(node.span, `R.streamAny(o,${call}`)
      else this.writer.print(this.at(node.span, `R.includeAny(${call}`))
      return
    }
    const call = (signature: UnitSignature, site: string): unknown => this.links.include(name, signature, site)
    this.callUnit(node, given, this.links.callee(name), call)
  }

  /** A part of the current file: it has its own cycles' state, but that of loops around it, and sets names for what follows it. */
  part(part: TemplatePart, span: Span): void {
    const { template } = this
    const nodes = part.nodes ?? []
    const callee = this.links.partCallee(template, part.name)
    const belongsHere = callee.keepsLoopState || boundNames(nodes).length > 0
    if (belongsHere && !this.openParts.has(part) && this.inlineParts < mostPartsInline) {
      this.inlineParts++
      this.inlinePart(part, nodes)
      return
    }
    this.callUnit({ span, only: false }, [], callee, (signature, site) => this.links.part(template, part.name, signature, site))
  }

  private inlinePart(part: TemplatePart, nodes: readonly Node[]): void {
    const { resolved } = this
    this.resolved = { ...resolved, chain: [resolved.root], blocks: new Map() }
    this.openParts.add(part)
    this.states.anew(this.writer.late(), () => this.nodes(nodes))
    this.openParts.delete(part)
    this.resolved = resolved
  }

  private callUnit(
    node: Pick<IncludeNode, 'span' | 'only'>,
    given: readonly NamedCode[],
    { names, isLong, countsRounds }: Callee,
    link: (signature: UnitSignature, site: string) => unknown,
  ): void {
    const visible = node.only ? [] : [...this.scope.names()].filter((variable) => variable !== 'block' || (names?.has('block') ?? true))
    const bound = [...new Set([...given.map((binding) => binding.name), ...visible])]
      .filter((variable) => !names || names.has(variable))
      .sort()
    // What is included in a loop is mostly small, and generators cost more than functions.
    const streamed = this.streams && (this.scope.loop === null || isLong)
    const signature = { bound, autoescape: this.autoescape, streamed }
    const cell = this.unit.constant(link(signature, `${this.template.origin} ${node.span.start}`))
    this.onlyPlaces = !countsRounds
    const values = bound.map(
      (variable) => given.findLast((binding) => binding.name === variable)?.value ?? this.passed(variable) ?? 'void 0',
    )
    this.onlyPlaces = false
    const passed = [node.only ? 'R.nothing' : 'c', ...values].join(',')
    if (streamed) this.goOn(node.span, `R.enter(${cell})(o,${passed})`)
    else this.writer.print(this.at(node.span, `R.leave(R.enter(${cell})(${passed}))`))
  }

  /** A variable as templates that are included see it: `block.super` is empty there. */
  private passed(variable: string): string | null {
    const [meaning] = this.scope.find(variable)
    if (meaning?.kind !== 'block' || meaning.block.extendsNone) return this.expressions.raw(variable)
    const { name } = meaning.block
    return this.unit.sharedConstant(`block ${name}`, () => ({ name, super: '' }))
  }

  /** Whether what is printed here can be handed out before the page is complete. */
  private get streams(): boolean {
    return this.signature.streamed === true && this.writer.isMain
  }

  private goOn(span: Span, call: string): void {
    this.writer.statement(`p=${this.unit.site(this.template, span)};o=yield*${call};R.leave(o);`)
  }

  /** An object with the variables in scope: what is not set by the template itself is inherited from the context. */
  allVariables(): string {
    return contextWith(this.named([...this.scope.names()].filter((name) => name !== 'block')))
  }

  /** The same for an include of whatever the context names. */
  private includedVariables(given: readonly NamedCode[], only: boolean): string {
    if (only) return contextWith(given, 'R.nothing')
    const names = [...this.scope.names()].filter((name) => !given.some((binding) => binding.name === name))
    return contextWith([...this.named(names), ...given])
  }

  private named(names: readonly string[]): NamedCode[] {
    return names.map((name) => ({ name, value: this.passed(name) as string }))
  }

  private dynamicParent(parent: Expression, span: Span): void {
    const site = this.at(span, this.expressions.value(parent, 'value'))
    const { streamed = false } = this.signature
    const [resolved, signature] = [this.unit.constant(this.resolved), this.unit.constant(this.signature)]
    const written = this.unit.sharedConstant(`parent ${span.start}`, () => this.template.source.slice(parent.span.start, parent.span.end))
    this.writer.statement(
      `${streamed ? 'o=yield*' : 'o+='}R.parent(${resolved},${signature},${site},${written})(${[...(streamed ? ['o'] : []), 'c', ...this.parameters].join(',')});`,
    )
  }

  private tag(node: TagNode): void {
    const definition = node.definition as TagSyntax & TagCode<unknown>
    definition.emit(node.args, new NodeTagEmitter(this, node))
  }

  temporary(): string {
    const name = this.unit.name('t')
    this.variables.push(name)
    return name
  }

  loopObject(loop: LoopCode): string {
    if (!this.onlyPlaces) for (let each: LoopCode | null = loop; each; each = each.outer) each.feed?.count()
    else loop.feed?.lookAhead()
    if (loop.object === null) {
      const object = this.unit.name('forloop')
      loop.object = object
      loop.start.parts.push(`const ${object}=new R.ForLoop(${loop.length},${loop.around()});`)
      loop.round.parts.push(`${object}.counter0=${loop.index};`)
      if (loop.feed) loop.round.parts.push(`${object}.length=${loop.length};`)
    }
    return loop.object
  }

  superFunction(block: BlockCode): { name: string; parameters: readonly string[] } {
    // What it renders has a `block` of its own.
    const parameters = this.scope.namesWithin(block.scope).filter((parameter) => parameter !== 'block')
    const key = [this.autoescape, this.openParts.size === block.openParts, ...parameters].join(' ')
    let name = block.functions.get(key)
    if (name === undefined) {
      name = this.unit.name('super')
      block.functions.set(key, name)
      const out = this.unit.name('o')
      const names = parameters.map((parameter) => this.unit.name(parameter))
      const code = this.writer.separate(out, () => {
        const loop = parameters.includes('forloop') ? null : block.scope.loop
        const scope = new Scope(block.scope, this.writer.late(), loop)
        parameters.forEach((parameter, i) => scope.set(parameter, { kind: 'local', code: names[i] as string, certain: true }))
        this.inScope(scope, [], block.emitSuper)
      })
      block.definitions.parts.push(`const ${name}=((${names.join(',')})=>{const at=p;let ${out}="";\n${code}\np=at;return ${out}});`)
    }
    return { name, parameters }
  }

  blockObject(block: BlockCode): string {
    const object = this.unit.name('block')
    const text = this.expressions.superText(block)
    this.writer.statement(`const ${object}={name:${quote(block.name)},get super(){return R.settled(${text})}};`)
    return object
  }

  capture(emit: () => void): string {
    const variable = this.unit.name('o')
    this.writer.statement(`let ${variable}="";`)
    this.writer.redirect(variable, emit)
    return variable
  }
}

interface NamedCode {
  readonly name: string
  readonly value: string
}

function contextWith(variables: readonly NamedCode[], inherited = 'c'): string {
  return `{__proto__:${inherited}${variables.map(({ name, value }) => `,[${quote(name)}]:${value}`).join('')}}`
}
