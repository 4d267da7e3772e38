import type { Class, Expression, Function as JsFunction, Identifier, Pattern } from 'acorn'
import { DjustError, type SourceSpan } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import { AccessNode } from './access-node.ts'
import type { ClassTexts, MemberText } from './class-text.ts'
import { declaredReads } from './declared-reads.ts'
import { evaluate, textsOf } from './member-expressions.ts'
import { mapKeyPart, Scope, State } from './member-scope.ts'
import { runBody, runClass } from './member-statements.ts'
import { isListMethod } from './member-builtins.ts'
import type { ModelNames } from './model-names.ts'
import { flow, identify, iterate, member, output, partOf, rows, union, unplacedPartOf, whole } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

/** What a node is, where the analysis of JavaScript knows it: names mean different things on an entity, a list and an array. */
export type NodeType =
  | { readonly kind: 'entity' | 'list'; readonly model: string }
  | { readonly kind: 'field' }
  | { readonly kind: 'array' | 'object' | 'map' | 'set' }

/** One call of one function: what `this` is, where names are found and what it returned so far. */
export interface Frame {
  readonly self: Value
  readonly text: MemberText
  readonly label: string
  scope: Scope
  readonly returns: Value[]
  readonly yields: Value[]
}

/** Members calling members deeper than this are left to the planner, which ties recursion. */
const maxInlineDepth = 16

/**
 * Finds what a getter or method of an entity class reads, from the text of the class: an abstract run of its body on
 * values that stand for database rows. All branches are united; members that it calls are followed, and where code
 * can't be followed its arguments are read whole, so that too much may be loaded but never too little.
 */
export class MemberAnalysis {
  readonly names: ModelNames
  readonly #texts: ClassTexts
  readonly #types = new Map<AccessNode, NodeType>()
  readonly #running: { model: string; name: string }[] = []
  state = new State()

  constructor(names: ModelNames, texts: ClassTexts) {
    this.names = names
    this.#texts = texts
  }

  /** What `name` reads of a row of `model`, on the node `self`; its result. */
  analyze(model: string, name: string, self: AccessNode): Value {
    this.setType(self, { kind: 'entity', model })
    const meaning = this.names.meaning(model, name)
    if (meaning.kind !== 'member') return scalar
    return this.#runAll(model, name, meaning, { kind: 'node', node: self }, [])
  }

  // Expressions hold statements (functions) and statements hold expressions: each finds the other here.

  evaluate(node: Expression, frame: Frame): Value {
    return evaluate(this, node, frame)
  }

  runClass(node: Class, frame: Frame): Value {
    return runClass(this, node, frame)
  }

  typeOf(value: Value): NodeType | undefined {
    return value.kind === 'node' ? this.#types.get(value.node) : undefined
  }

  setType(node: AccessNode, type: NodeType): void {
    this.#types.set(node, type)
  }

  /** A new container made by the code; what is put in flows to what is read out. */
  container(kind: 'array' | 'object' | 'map' | 'set'): { kind: 'node'; node: AccessNode } {
    const node = new AccessNode()
    this.setType(node, { kind })
    return { kind: 'node', node }
  }

  /** Puts a value into a container: under a name, or with null among its elements. */
  putInto(value: Value, container: AccessNode, part: string | null): void {
    const kind = this.#types.get(container)?.kind
    const node =
      part === null ? unplacedPartOf(container, kind === 'object' || kind === 'map' ? 'names' : 'places') : partOf(container, part)
    this.put(value, node)
    if (kind === 'set' ? part === null : kind === 'map' && part === mapKeyPart) identify({ kind: 'node', node })
  }

  /** Puts a value where `node` is read; the node takes over its type. */
  put(value: Value, node: AccessNode): void {
    flow(value, node)
    const type = this.#typeOfAll(value)
    if (type && !this.#types.has(node)) this.setType(node, type)
  }

  /** The type of a value, of one of several only where they have the same. */
  #typeOfAll(value: Value): NodeType | undefined {
    if (value.kind !== 'union') return this.typeOf(value)
    const [first, ...others] = value.options.map((option) => this.typeOf(option))
    return others.every((type) => JSON.stringify(type) === JSON.stringify(first)) ? first : undefined
  }

  /** `object.name`; not `certain` where the object is one of several, of which another one has the name. */
  read(object: Value, name: string, frame: Frame, span: SourceSpan, certain = true): Value {
    if (object.kind === 'union') {
      const mayLack = !certain || object.options.some((option) => this.#knows(option, name))
      return union(object.options.map((option) => this.read(option, name, frame, span, !mayLack)))
    }
    const type = this.typeOf(object)
    if (object.kind !== 'node' || type === undefined) return member(object, name, span, certain)
    if (type.kind === 'entity') return this.#readEntity(object.node, type.model, name, span, certain)
    if (type.kind === 'field') return scalar
    if (type.kind === 'list' && name === '$') return object
    if (type.kind === 'list') return name === 'length' ? this.#length(object) : member(object, name, span, certain)
    if (type.kind === 'object') return union([member(object, name, span), this.#any(object.node)])
    return name === 'length' || name === 'size' ? scalar : member(object, name, span)
  }

  /** Whether a value that is known has the name; a null that it may be has none. */
  #knows(value: Value, name: string): boolean {
    if (value.kind === 'union') return value.options.some((option) => this.#knows(option, name))
    const type = this.typeOf(value)
    if (type?.kind === 'entity') return this.names.meaning(type.model, name).kind !== 'unknown'
    return value.kind !== 'scalar' && (type?.kind !== 'list' || name === 'length' || isListMethod(name))
  }

  /** An element of a list, array or Map at an index that isn't known. */
  element(value: Value): Value {
    if (value.kind === 'union') return union(value.options.map((option) => this.element(option)))
    if (this.#isNoList(value)) return scalar
    if (value.kind === 'node' && this.typeOf(value)?.kind === 'map')
      return { kind: 'tuple', items: [member(value, mapKeyPart), this.mapValue(value)] }
    return this.#typed(iterate(value), value)
  }

  /** A value of a Map made by the code. */
  mapValue(map: Value): Value {
    return this.#typed(iterate(map), map)
  }

  /** The first or last rows of a list; the element. */
  bounded(value: Value, head: number, tail: number): Value {
    if (value.kind === 'union') return union(value.options.map((option) => this.bounded(option, head, tail)))
    if (this.#isNoList(value)) return scalar
    return this.#typed(rows(value, head, tail), value)
  }

  /** One of several values that code may take apart, but this is not the one: nobody iterates a row. */
  #isNoList(value: Value): boolean {
    const kind = this.typeOf(value)?.kind
    return kind === 'entity' || kind === 'field'
  }

  /** Calls a function value, or reads everything of the arguments of one that isn't known. */
  call(callee: Value, args: readonly Value[], self: Value): Value {
    if (callee.kind === 'function') return callee.call(args, self)
    if (callee.kind === 'union') return union(callee.options.map((option) => this.call(option, args, self)))
    for (const arg of args) {
      this.escape(arg)
      if (arg.kind !== 'function') identify(arg)
    }
    return union([...args, scalar])
  }

  /** The value goes to code that can't be seen. */
  escape(value: Value): void {
    if (value.kind === 'function') {
      value.call([], scalar)
      return
    }
    whole(value)
  }

  /** A method of the entity that `object` is. */
  callMember(object: Value, model: string, name: string, args: readonly Value[]): Value {
    const meaning = this.names.meaning(model, name)
    if (meaning.kind !== 'member' || object.kind !== 'node') return scalar
    if (this.#isRunning(model, name)) {
      for (const arg of args) this.escape(arg)
      return member(object, name)
    }
    return this.#runAll(model, name, meaning, object, args)
  }

  /** `super.name`: the member of the nearest class above the one whose text is running. */
  superMember(frame: Frame, name: string, args: readonly Value[]): Value {
    const model = this.typeOf(frame.self)
    for (
      let cls = Object.getPrototypeOf(frame.text.owner) as EntityClass | null;
      cls;
      cls = Object.getPrototypeOf(cls) as EntityClass | null
    ) {
      const text = typeof cls === 'function' ? this.#texts.member(cls, name) : undefined
      if (text) return this.#invoke(text, `${cls.name}.${name}`, frame.self, args)
    }
    if (model?.kind === 'entity') return this.read(frame.self, name, frame, this.span(frame, 0, 0))
    return scalar
  }

  /** A `#private` member cannot run on a light instance, which no constructor made. */
  refusePrivate(frame: Frame, start: number, end: number, name: string): never {
    throw new DjustError(
      'access/private-member',
      `${frame.label} uses #${name}, which only exists on instances that the constructor made.`,
      {
        span: this.span(frame, start, end),
        hint: `djust runs members on instances with just the loaded columns. Write \`private ${name}\` (TypeScript) instead of \`#${name}\`.`,
      },
    )
  }

  span(frame: Frame, start: number, end: number): SourceSpan {
    return { template: `class ${frame.text.owner.name}`, source: frame.text.source, start, end }
  }

  /** A function of the code. One that calls itself is followed once; from then on its calls are read as the one that runs. */
  closure(fn: JsFunction, frame: Frame): Value {
    const { scope } = frame
    const run = (args: readonly Value[], self: Value): Value =>
      this.#apply(fn, { ...frame, self: fn.type === 'ArrowFunctionExpression' ? frame.self : self, scope, returns: [], yields: [] }, args)
    let depth = 0
    let tied: { readonly params: readonly Value[]; readonly result: AccessNode } | null = null
    return {
      kind: 'function',
      call: (args, self) => {
        if (tied) {
          tied.params.forEach((param, index) => param.kind === 'node' && this.put(args[index] ?? scalar, param.node))
          return { kind: 'node', node: tied.result }
        }
        if (depth === 0) {
          depth++
          try {
            return run(args, self)
          } finally {
            depth--
          }
        }
        tied = { params: args.map((arg) => this.#meeting(arg)), result: new AccessNode() }
        try {
          const value = run(tied.params, self)
          this.put(value, tied.result)
          return value
        } finally {
          tied = null
        }
      },
    }
  }

  /** A node of its own that is read as the value, to which others can be added; functions and scalars stay what they are. */
  #meeting(value: Value): Value {
    if (value.kind === 'function' || value.kind === 'scalar') return value
    const node = new AccessNode()
    this.put(value, node)
    return { kind: 'node', node }
  }

  #readEntity(node: AccessNode, model: string, name: string, span: SourceSpan, certain = true): Value {
    const meaning = this.names.meaning(model, name)
    const object: Value = { kind: 'node', node }
    switch (meaning.kind) {
      case 'field':
        return this.#typedAs(member(object, name, span), { kind: 'field' })
      case 'one':
        return this.#typedAs(member(object, name, span), { kind: 'entity', model: meaning.model })
      case 'many':
        return this.#typedAs(member(object, name, span), { kind: 'list', model: meaning.model })
      case 'member': {
        const text = this.#texts.member(meaning.owner, name)
        if (!text) {
          if (!this.#readDeclared(model, name, meaning.owner, object)) whole(object)
          return scalar
        }
        if (text.kind === 'getter') return this.callMember(object, model, name, [])
        return { kind: 'function', call: (args, self) => this.callMember(self.kind === 'scalar' ? object : self, model, name, args) }
      }
      case 'unknown':
        // A reference of MikroORM's answers with the entity, which it is here.
        if (name === '$') return object
        return name in Object.prototype
          ? scalar
          : member(object, name, span, certain && !this.#texts.writes(this.names.entity(model), name))
    }
  }

  #length(list: Value): Value {
    if (list.kind === 'node') list.node.length = true
    return scalar
  }

  /** A computed write (`out[key] = x`) may have put the value under any name. */
  #any(node: AccessNode): Value {
    return node.element ? { kind: 'node', node: node.element } : scalar
  }

  #typed(element: Value, list: Value): Value {
    const type = this.typeOf(list.kind === 'slice' ? list.of : list)
    return type?.kind === 'list' ? this.#typedAs(element, { kind: 'entity', model: type.model }) : element
  }

  #typedAs(value: Value, type: NodeType): Value {
    if (value.kind === 'node') this.setType(value.node, type)
    return value
  }

  #isRunning(model: string, name: string): boolean {
    return this.#running.length >= maxInlineDepth || this.#running.some((entry) => entry.model === model && entry.name === name)
  }

  /** The member and those that subclasses whose rows are among the model's have in its place. */
  #runAll(
    model: string,
    name: string,
    { owner, overrides }: { readonly owner: EntityClass; readonly overrides: readonly EntityClass[] },
    self: Value,
    args: readonly Value[],
  ): Value {
    if (overrides.length === 0) return this.#run(model, name, owner, self, args)
    const before = this.state.copy()
    return union(
      [owner, ...overrides].map((each) => {
        this.state = before.copy()
        return this.#run(model, name, each, self, args)
      }),
    )
  }

  /** `static reads` of the class that has the member, or of the entity, say what it reads besides what its text shows. */
  #readDeclared(model: string, name: string, owner: EntityClass, self: Value): boolean {
    const paths = declaredReads(this.names.entity(model), name) ?? declaredReads(owner, name)
    if (!paths || self.kind !== 'node') return false
    for (const path of paths) this.#readPath(model, self, path, `${owner.name}.reads.${name}`)
    return true
  }

  #readPath(model: string, self: Value, path: string, place: string): void {
    let at: Value = self
    for (const name of path.split('.')) {
      const type = this.typeOf(at)
      if (type?.kind !== 'entity' || this.names.meaning(type.model, name).kind === 'unknown') {
        throw new DjustError(
          'access/declared-reads',
          `${place} names "${path}", but there is no "${name}" on ${type?.kind === 'entity' ? type.model : 'a field'}`,
          {
            hint: `Paths start at ${model} and go through its relations: static reads = { … : ['relation.field'] }.`,
          },
        )
      }
      const span: SourceSpan = { template: place, source: path, start: 0, end: path.length }
      if (at.kind === 'node') at = this.#readEntity(at.node, type.model, name, span)
      if (at.kind === 'function') at = this.call(at, [], scalar)
      if (this.typeOf(at)?.kind === 'list') at = this.element(at)
    }
    if (this.typeOf(at)?.kind === 'entity') whole(at)
    else output(at)
  }

  #run(model: string, name: string, owner: EntityClass, self: Value, args: readonly Value[]): Value {
    const declared = this.#readDeclared(model, name, owner, self)
    const text = this.#texts.member(owner, name)
    if (!text) {
      if (!declared) whole(self)
      return scalar
    }
    this.#running.push({ model, name })
    try {
      return this.#invoke(text, `${owner.name}.${name}`, self, args)
    } finally {
      this.#running.pop()
    }
  }

  #invoke(text: MemberText, label: string, self: Value, args: readonly Value[]): Value {
    return this.#apply(text.function, { self, text, label, scope: new Scope(null), returns: [], yields: [] }, args)
  }

  #apply(fn: JsFunction, frame: Frame, args: readonly Value[]): Value {
    frame.scope = new Scope(frame.scope)
    fn.params.forEach((param, index) => {
      if (param.type === 'RestElement') this.bind(param.argument, union(args.slice(index).map((arg) => arg)), frame, true)
      else this.bind(param, args[index] ?? scalar, frame, true)
    })
    if (fn.body.type !== 'BlockStatement') return evaluate(this, fn.body, frame)
    runBody(this, fn.body.body, frame)
    if (fn.generator) return { kind: 'sequence', element: union(frame.yields) }
    return union([...frame.returns])
  }

  /** Binds a pattern's names; `declare` makes new variables, else existing ones are assigned. */
  bind(pattern: Pattern, value: Value, frame: Frame, declare: boolean): void {
    switch (pattern.type) {
      case 'Identifier': {
        const cell = declare ? frame.scope.declare(pattern.name) : frame.scope.find(pattern.name)
        if (cell) this.state.set(cell, value)
        else this.escape(value)
        return
      }
      case 'AssignmentPattern':
        this.bind(pattern.left, union([value, evaluate(this, pattern.right, frame)]), frame, declare)
        return
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.bind(property.argument, value, frame, declare)
          else {
            const isName = !property.computed && property.key.type === 'Identifier'
            const names = isName ? [(property.key as Identifier).name] : textsOf(evaluate(this, property.key, frame))
            const [name, ...others] = names ?? []
            if (name === undefined || others.length > 0) {
              this.escape(value)
              this.bind(property.value, value, frame, declare)
            } else this.bind(property.value, this.read(value, name, frame, this.span(frame, property.start, property.end)), frame, declare)
          }
        }
        return
      case 'ArrayPattern': {
        const hasRest = pattern.elements.some((element) => element?.type === 'RestElement')
        pattern.elements.forEach((element, index) => {
          if (element === null) return
          if (element.type === 'RestElement')
            this.bind(element.argument, { kind: 'sequence', element: this.element(value) }, frame, declare)
          else this.bind(element, this.#position(value, index, hasRest ? Infinity : pattern.elements.length), frame, declare)
        })
        return
      }
      case 'MemberExpression': {
        const object = evaluate(this, pattern.object, frame)
        if (pattern.computed) output(evaluate(this, pattern.property as Expression, frame))
        if (object.kind !== 'node') return
        if (!pattern.computed && pattern.property.type === 'Identifier') this.putInto(value, object.node, pattern.property.name)
        else this.putInto(value, object.node, null)
        return
      }
      default:
        this.escape(value)
    }
  }

  /** Position `index` of a value that is taken apart into `taken` names. */
  #position(value: Value, index: number, taken: number): Value {
    if (value.kind === 'tuple') return value.items[index] ?? scalar
    const type = this.typeOf(value)
    if (value.kind === 'node' && type?.kind === 'array') return union([member(value, String(index)), this.element(value)])
    if (value.kind === 'union') return union(value.options.map((option) => this.#position(option, index, taken)))
    return this.bounded(value, taken, 0)
  }
}
