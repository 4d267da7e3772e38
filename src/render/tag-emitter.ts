import type { SourceSpan } from '../error.ts'
import type { Condition, Expression, Node, TagNode, TemplatePart } from '../template/ast.ts'
import { boundNames } from './bound-names.ts'
import { quote } from './code-writer.ts'
import { Scope } from './scope.ts'
import type { Code, StateVariable, TagEmitter } from './tag-code.ts'
import type { UnitEmitter } from './unit-emitter.ts'

/** The unit's emitter as one tag sees it. */
export class NodeTagEmitter implements TagEmitter {
  private readonly emitter: UnitEmitter
  private readonly node: TagNode

  constructor(emitter: UnitEmitter, node: TagNode) {
    this.emitter = emitter
    this.node = node
  }

  get autoescape(): boolean {
    return this.emitter.autoescape
  }

  get place(): Code {
    const { template, unit } = this.emitter
    const { name, source, origin } = template
    const { start, end } = this.node.span
    return code(unit.sharedConstant(`place ${origin} ${start}`, (): SourceSpan => ({ template: name, source, start, end })))
  }

  get runtime(): Code {
    return code('R')
  }

  get allVariables(): Code {
    return code(this.emitter.allVariables())
  }

  text(text: string): void {
    this.emitter.writer.text(text)
  }

  print(value: Code): void {
    this.emitter.writer.print(this.here(this.emitter.expressions.print(value)))
  }

  raw(text: Code): void {
    this.emitter.writer.print(text)
  }

  printed(value: Code): Code {
    const text = this.emitter.expressions.print(value)
    return code(this.autoescape ? `new R.SafeString(${text})` : text)
  }

  value(expression: Expression, { ignoreFailures = false } = {}): Code {
    return code(this.emitter.at(expression.span, this.emitter.expressions.value(expression, ignoreFailures ? 'orNull' : 'value')))
  }

  variable(name: string): Code {
    return code(this.emitter.expressions.variable(name))
  }

  test(condition: Condition): Code {
    return code(this.emitter.at(condition.span, this.emitter.expressions.test(condition)))
  }

  isTrue(value: Code): Code {
    return code(`T(${value})`)
  }

  nodes(nodes: readonly Node[]): void {
    this.emitter.nodes(nodes)
  }

  part(part: TemplatePart): void {
    this.emitter.part(part, this.node.span)
  }

  capture(emit: () => void): Code {
    return code(this.emitter.capture(emit))
  }

  captureTwice(emit: () => void, again: (first: Code) => Code): { readonly first: Code; readonly last: Code } {
    const { unit, writer } = this.emitter
    const [first, last, round] = [unit.name('first'), unit.name('o'), unit.name('round')]
    writer.statement(`let ${first},${last},${round}=0;do{${last}="";`)
    writer.redirect(last, emit)
    writer.statement(`if(${round}===0)${first}=${last};}while(${round}++===0&&${again(code(first))});`)
    return { first: code(first), last: code(last) }
  }

  scope(names: readonly { readonly name: string; readonly value: Code }[], emit: () => void): void {
    this.emitter.withNames(names, this.node.bodies.flatMap(boundNames), emit)
  }

  set(name: string, value: Code): void {
    this.emitter.set(name, value)
  }

  setOutermost(name: string, value: Code): void {
    this.emitter.setOutermost(name, value)
  }

  choice(index: Code, values: readonly Code[]): Code {
    const last = values.length - 1
    const tests = values.slice(0, last).map((value, i) => `${index}===${i}?${value}:`)
    return code(`(${tests.join('')}${values[last]})`)
  }

  choose(cases: readonly { readonly test: Code | null; readonly emit: () => void }[]): void {
    this.emitter.choose(cases)
  }

  map(list: Code, name: string, expression: Expression): Code {
    const { unit, writer } = this.emitter
    const [results, items, index] = [unit.name('results'), unit.name('items'), unit.name('i')]
    writer.statement(`const ${results}=[],${items}=R.list(${list});`)
    writer.statement(`for(let ${index}=0;${index}<${items}.length;${index}++){`)
    const item = unit.name(name)
    writer.statement(`const ${item}=${items}[${index}];`)
    const scope = new Scope(this.emitter.scope, writer.late())
    scope.set(name, { kind: 'local', code: item, certain: true })
    this.emitter.inScope(scope, [], () => writer.statement(`${results}.push(${this.value(expression, { ignoreFailures: true })});`))
    writer.statement('}')
    return code(results)
  }

  constantOf(value: Code): Code {
    const name = this.emitter.unit.name('value')
    this.emitter.writer.constant(name, value)
    return code(name)
  }

  state(key: object): StateVariable {
    return this.stateVariable(this.emitter.states.of(key))
  }

  loopState(key: object): StateVariable {
    const { scope, unit, writer, expressions } = this.emitter
    if (scope.loop) return this.stateVariable(this.emitter.states.ofLoop(scope.loop, key))
    // The loop, if there is one, is in a template that includes this one.
    const [memo, without] = [unit.name('memo'), this.emitter.states.of(key)]
    const loop = expressions.raw('forloop') ?? `R.fromContext(c,"forloop")`
    // The key is this unit's own: see Renderer.include.
    writer.statement(`const ${memo}=R.memo(${loop},${unit.ownObject(key)})??(${without}??=new R.Memo());`)
    return this.stateVariable(`${memo}.value`)
  }

  withAutoescape(on: boolean, emit: () => void): void {
    const outer = this.emitter.autoescape
    this.emitter.autoescape = on
    emit()
    this.emitter.autoescape = outer
  }

  ensure(last: Code, emit: () => void): void {
    const { writer } = this.emitter
    writer.statement('try{')
    emit()
    // An error on its way keeps its place.
    writer.statement(`}finally{const at=p;${last};p=at;}`)
  }

  literal(value: string | number | boolean | null): Code {
    return code(typeof value === 'string' ? quote(value) : String(value))
  }

  constant(value: unknown): Code {
    return code(this.emitter.unit.constant(value))
  }

  call(fn: (...args: never[]) => unknown, ...args: readonly Code[]): Code {
    const name = this.emitter.unit.constant(fn)
    const values = args.join(',')
    if (!values.includes('(p=')) return code(this.here(`${name}(${values})`))
    // The arguments note their own places: the tag's is noted after them, as one argument more.
    return code(`${name}(${values},p=${this.emitter.unit.site(this.emitter.template, this.node.span)})`)
  }

  list(items: readonly Code[]): Code {
    return code(`[${items.join(',')}]`)
  }

  record(entries: readonly { readonly name: string; readonly value: Code }[]): Code {
    return code(`{__proto__:null${entries.map(({ name, value }) => `,[${quote(name)}]:${value}`).join('')}}`)
  }

  private here(text: string): string {
    return this.emitter.at(this.node.span, text)
  }

  private stateVariable(variable: string): StateVariable {
    return { value: code(variable), assign: (value) => this.emitter.writer.assign(variable, value) }
  }
}

function code(text: string): Code {
  return text as Code
}
