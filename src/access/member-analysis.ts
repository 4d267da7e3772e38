import type { Class, Expression, Function as JsFunction, Node, Pattern } from 'acorn'
import type { SourceSpan } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import { AccessNode } from './access-node.ts'
import type { ClassTexts, MemberText } from './class-text.ts'
import { readDeclared } from './declared-reads.ts'
import { readOfReference } from './entity-methods.ts'
import { HeldValues } from './held-values.ts'
import { classInside, entityClass, staticMember } from './member-classes.ts'
import { evaluate } from './member-expressions.ts'
import { applyFunction, closure, type Generator, recursive } from './member-functions.ts'
import { isListMethod, listFunction, readOfList } from './member-lists.ts'
import { givenBy } from './member-iterators.ts'
import { bindPattern } from './member-patterns.ts'
import { type Attempt, type Binding, type Cell, type Jump, mapKeyPart, Scope, State } from './member-scope.ts'
import { callOther, readMade, type Made } from './member-unseen.ts'
import type { ModelNames, NameMeaning } from './model-names.ts'
import { isSameType, type ContainerKind, type NodeType } from './node-type.ts'
import { flow, identify, iterate, member, output, partOf, rows, union, unplacedPartOf, whole } from './value-operations.ts'
import { scalar, type FunctionValue, type NodeValue, type Value } from './value.ts'

/** One call of one function: what `this` is, where names are found and what it returned so far. */
export interface Frame {
  readonly self: Value
  readonly text: Pick<MemberText, 'owner' | 'source'>
  readonly label: string
  scope: Scope
  readonly returns: Value[]
  readonly yields: Value[]
  /** What the variables held at each `return`. */
  readonly exits: State[]
  /** The statements around the one that runs, which `break` and `continue` may name. */
  readonly jumps: Jump[]
  /** Those of the statement that comes next. */
  labels: readonly string[]
  /** What the code that runs a generator sends into it. */
  readonly sent: AccessNode
  /** What runs once more at its end: getters of objects read what the variables hold later. */
  readonly getters: (() => void)[]
  /** `super(…)`, in a class that the code makes. */
  readonly superCall?: (args: readonly Value[]) => void
  /** The containers that it makes, by where: one made in a loop stands for all that are made there. */
  readonly made: Map<Node, NodeValue>
}

type MemberMeaning = Extract<NameMeaning, { kind: 'member' }>

const iterators = ['@@iterator', '@@asyncIterator']

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
  /** Nodes that values of several types were put into. */
  readonly #mixed = new Set<AccessNode>()
  readonly #held = new HeldValues((value) => this.isContainer(value))
  readonly #running: { model: string; name: string }[] = []
  /** What members without arguments gave, by the row and name: called again, they read nothing more. */
  readonly #results = new Map<AccessNode, Map<string, Value>>()
  readonly #methods = new Map<string, FunctionValue>()
  /** How many calls run whose function is one of several, so that it may not be meant for what it is given. */
  #doubtful = 0
  /** The `try` blocks that run. */
  readonly attempts: Attempt[] = []
  readonly generators = new WeakMap<Value, Generator>()
  /** What code that can't be seen made. */
  readonly made = new WeakMap<AccessNode, Made>()
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

  classInside(node: Class, frame: Frame): Value {
    return classInside(this, node, frame)
  }

  closure(fn: JsFunction, frame: Frame): Value {
    return closure(this, fn, frame)
  }

  bind(pattern: Pattern, value: Value, frame: Frame, binding: Binding): void {
    bindPattern(this, pattern, value, frame, binding)
  }

  assign(cell: Cell, value: Value): void {
    this.state.set(cell, value)
    for (const attempt of this.attempts) attempt.assigned(cell, value)
  }

  /** Code throws a value: who catches it reads it. */
  throw(value: Value): void {
    const attempt = this.attempts.at(-1)
    if (attempt) attempt.thrown.push(value)
    else this.escape(value)
  }

  typeOf(value: Value): NodeType | undefined {
    return value.kind === 'node' ? this.#types.get(value.node) : undefined
  }

  setType(node: AccessNode, type: NodeType): void {
    this.#types.set(node, type)
  }

  /** A row that is none of the database's. */
  rowOf(model: string): NodeValue {
    const node = new AccessNode()
    this.setType(node, { kind: 'entity', model })
    return { kind: 'node', node }
  }

  /** A new container made by the code; what is put in flows to what is read out. */
  container(kind: ContainerKind): NodeValue {
    const node = new AccessNode()
    this.setType(node, { kind })
    return { kind: 'node', node }
  }

  /** One that the code makes at `place`. */
  containerAt(place: Node, kind: ContainerKind, frame: Frame): NodeValue {
    let made = frame.made.get(place)
    if (!made) frame.made.set(place, (made = this.container(kind)))
    return made
  }

  /** Puts a value into a container: under a name, or with null among its elements. */
  putInto(value: Value, container: AccessNode, part: string | null): void {
    const kind = this.#types.get(container)?.kind
    const node =
      part === null ? unplacedPartOf(container, kind === 'object' || kind === 'map' ? 'names' : 'places') : partOf(container, part)
    this.put(value, node)
    if (kind === 'set' ? part === null : kind === 'map' && part === mapKeyPart) identify({ kind: 'node', node })
  }

  /** The items of an array no longer stand where the code wrote them. */
  disorder(list: Value): void {
    if (list.kind === 'node') list.node.unplaced ??= 'places'
  }

  /** Puts a value where `node` is read; the node takes over its type. */
  put(value: Value, node: AccessNode): void {
    flow(value, node)
    this.#held.put(value, node)
    if (value.kind === 'scalar' || value.kind === 'function') return
    const type = this.#typeOfAll(value)
    const known = this.#types.get(node)
    if (type && !known && !this.#mixed.has(node)) this.setType(node, type)
    else if (!isSameType(type, known)) this.forgetType(node)
  }

  /** The node may be anything: what it has not is no mistake. */
  forgetType(node: AccessNode): void {
    this.#types.delete(node)
    this.#mixed.add(node)
  }

  /** `put` into all the nodes that a value is. */
  meet(value: Value, into: Value): void {
    if (into.kind === 'node') this.put(value, into.node)
    else if (into.kind === 'union') for (const option of into.options) this.meet(value, option)
  }

  /** What can be read of a node, a part of `of`, with the functions and containers that were put there. */
  held(value: Value, of?: Value): Value {
    return this.#held.of(value, of?.kind === 'node' ? of.node : undefined)
  }

  /** Whether what can be called where a value is read stands beside it in a union. */
  isCallBeside(value: Value): boolean {
    if (value.kind === 'union') return value.options.every((option) => this.isCallBeside(option))
    return value.kind === 'node' && this.#held.isCallBeside(value.node)
  }

  /** Whether it is an array, object, Map or Set that the code made. */
  isContainer(value: Value): boolean {
    const kind = this.typeOf(value)?.kind
    return kind === 'array' || kind === 'object' || kind === 'map' || kind === 'set'
  }

  /** The type of a value, of one of several only where they have the same. */
  #typeOfAll(value: Value): NodeType | undefined {
    if (value.kind !== 'union') return this.typeOf(value)
    const [first, ...others] = value.options.map((option) => this.typeOf(option))
    return others.every((type) => isSameType(type, first)) ? first : undefined
  }

  /** `object.name`; not `certain` where the object is one of several, of which another one has the name. */
  read(object: Value, name: string, span: SourceSpan, certain = this.#doubtful === 0): Value {
    if (object.kind === 'function' && object.entity) return staticMember(this, this.#texts, object.entity, name)
    if (object.kind === 'function' && object.statics) return this.read(object.statics, name, span)
    if (object.kind === 'union') {
      const mayLack = !certain || object.options.some((option) => this.knows(option, name))
      return union(object.options.map((option) => this.read(option, name, span, !mayLack)))
    }
    const type = this.typeOf(object)
    // Where it isn't known what a value is, it is no mistake that a model lacks the name.
    if (object.kind !== 'node' || type === undefined) {
      const part = (object.kind === 'node' && readMade(this, object, name, span)) || this.held(member(object, name, span, false), object)
      // It may be a reference or a list, which answers with itself.
      return name === '$' ? union([object, part]) : part
    }
    if (type.kind === 'entity') return this.#readEntity(object.node, type.model, name, span, certain)
    if (type.kind === 'field') return scalar
    if (type.kind === 'list') return readOfList(this, object, name) ?? member(object, name, span, certain)
    if (type.kind === 'object') {
      const copied = this.#held.inside(object.node).filter(({ members }) => members.has(name))
      return union([
        this.held(member(object, name, span), object),
        this.#any(object.node),
        ...copied.map((node) => this.held({ kind: 'node', node: node.member(name) })),
      ])
    }
    if (type.kind === 'array' && isListMethod(name) && !object.node.members.has(name)) return listFunction(this, name, object)
    return name === 'length' || name === 'size' ? scalar : this.held(member(object, name, span), object)
  }

  /** Whether a value that is known has the name; a null that it may be has none. */
  knows(value: Value, name: string): boolean {
    if (value.kind === 'union') return value.options.some((option) => this.knows(option, name))
    const type = this.typeOf(value)
    if (type?.kind === 'entity') return this.names.meaning(type.model, name).kind !== 'unknown'
    return value.kind !== 'scalar' && (type?.kind !== 'list' || name === 'length' || isListMethod(name))
  }

  /** An element of a list, array or Map at an index that isn't known. */
  element(value: Value): Value {
    if (value.kind === 'union') return union(value.options.map((option) => this.element(option)))
    if (this.#isNoList(value)) return this.#ofIterator(value)
    if (this.#isMade(value)) return value
    const kind = this.typeOf(value)?.kind
    if (value.kind === 'node' && kind === 'map')
      return { kind: 'tuple', items: [this.held(member(value, mapKeyPart), value), this.mapValue(value)] }
    const element = this.held(this.#typed(iterate(value), value), value)
    return value.kind === 'node' && kind === 'object' ? union([element, ...this.#iterated(value)]) : element
  }

  /** What a row gives whose class has an iterator. */
  #ofIterator(value: Value): Value {
    const type = this.typeOf(value)
    if (type?.kind !== 'entity') return scalar
    return union(iterators.map((name) => this.element(this.callMember(value, type.model, name, []))))
  }

  /** What an object of the code gives that has an iterator of its own. */
  #iterated(object: NodeValue): Value[] {
    return iterators.flatMap((name) => {
      const method = object.node.members.has(name) ? this.held(member(object, name)) : scalar
      return method.kind === 'scalar' ? [] : givenBy(this, this.call(method, [], object))
    })
  }

  /** A value of a Map made by the code. */
  mapValue(map: Value): Value {
    return this.#isMade(map) ? map : this.held(this.#typed(iterate(map), map), map)
  }

  /** The first or last rows of a list; the element. */
  bounded(value: Value, head: number, tail: number): Value {
    if (value.kind === 'union') return union(value.options.map((option) => this.bounded(option, head, tail)))
    if (this.#isNoList(value)) return this.#ofIterator(value)
    if (this.#isMade(value)) return value
    return this.held(this.#typed(rows(value, head, tail), value), value)
  }

  /** Position `index` of a value that is taken apart into `taken` names. */
  position(value: Value, index: number, taken = Infinity): Value {
    if (value.kind === 'tuple') return value.items[index] ?? scalar
    if (value.kind === 'union') return union(value.options.map((option) => this.position(option, index, taken)))
    if (value.kind === 'node' && this.typeOf(value)?.kind === 'array') {
      const there = this.held(member(value, String(index)), value)
      return value.node.unplaced ? union([there, this.element(value)]) : there
    }
    return value.kind === 'node' && this.isContainer(value) ? this.element(value) : this.bounded(value, taken, 0)
  }

  /** Code that can't be seen made it: an item of it is one of what it may be. */
  #isMade(value: Value): boolean {
    return value.kind === 'node' && this.made.has(value.node)
  }

  /** One of several values that code may take apart, but this is not the one: nobody iterates a row. */
  #isNoList(value: Value): boolean {
    const kind = this.typeOf(value)?.kind
    return kind === 'entity' || kind === 'field'
  }

  /** Calls a function value, or reads everything of the arguments of one that isn't known. */
  call(callee: Value, args: readonly Value[], self: Value): Value {
    if (callee.kind === 'function') return callee.call(args, self)
    if (callee.kind === 'union') return this.#callSome(callee.options, args, self)
    return callOther(this, [callee], args)
  }

  /** What `body` reads is no mistake where a model lacks it. */
  doubtfully<Result>(isDoubtful: boolean, body: () => Result): Result {
    this.#doubtful += isDoubtful ? 1 : 0
    try {
      return body()
    } finally {
      this.#doubtful -= isDoubtful ? 1 : 0
    }
  }

  /** All rows of what may be a list, which code takes for an array. */
  asArray(value: Value): void {
    if (value.kind === 'union') for (const option of value.options) this.asArray(option)
    else if (this.typeOf(value)?.kind === 'list') this.element(value)
  }

  #callSome(options: readonly Value[], args: readonly Value[], self: Value): Value {
    const functions = options.filter((option) => option.kind === 'function')
    const others = options.filter((option) => option.kind !== 'function')
    const isUnseen = functions.length === 0 || others.some((option) => !this.isCallBeside(option))
    return this.doubtfully(functions.length > 1, () =>
      union([...functions.map((each) => each.call(args, self)), ...(isUnseen && others.length > 0 ? [callOther(this, others, args)] : [])]),
    )
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
    if (object.kind === 'union') return union(object.options.map((option) => this.callMember(option, model, name, args)))
    const meaning = this.names.meaning(model, name)
    if (meaning.kind !== 'member' || object.kind !== 'node') return scalar
    if (args.some((arg) => arg.kind !== 'scalar') && this.#running.length < maxInlineDepth)
      return this.#withArguments(model, name, meaning).call(args, object)
    if (this.#isRunning(model, name)) {
      for (const arg of args) this.escape(arg)
      return member(object, name)
    }
    if (args.length > 0 || this.attempts.length > 0) return this.#runAll(model, name, meaning, object, args)
    const results = this.#results.get(object.node) ?? new Map<string, Value>()
    this.#results.set(object.node, results)
    let result = results.get(name)
    if (!result) results.set(name, (result = this.#runAll(model, name, meaning, object, args)))
    return result
  }

  /** A method that is given more than text and numbers. */
  #withArguments(model: string, name: string, meaning: MemberMeaning): FunctionValue {
    const key = `${model}.${name}`
    let method = this.#methods.get(key)
    if (!method) this.#methods.set(key, (method = recursive(this, (args, self) => this.#runAll(model, name, meaning, self, args))))
    return method
  }

  /** The class that a name of the code stands for where no variable has it. */
  classNamed(frame: Frame, name: string): Value | undefined {
    const entity = this.#texts.named(frame.text.owner, name) ?? this.names.entityNamed(name)
    return entity && entityClass(entity)
  }

  /** Of which class a row is matters. */
  classify(value: Value): void {
    if (value.kind === 'union') for (const option of value.options) this.classify(option)
    const type = this.typeOf(value)
    const field = type?.kind === 'entity' ? this.names.discriminator(type.model) : undefined
    if (field !== undefined) output(member(value, field))
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
    if (model?.kind === 'entity') return this.read(frame.self, name, this.span(frame, 0, 0))
    return scalar
  }

  span(frame: Frame, start: number, end: number): SourceSpan {
    return { template: `class ${frame.text.owner.name}`, source: frame.text.source, start, end }
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
        return this.#typedAs({ ...(member(object, name, span) as NodeValue), isCollection: true }, { kind: 'list', model: meaning.model })
      case 'member': {
        this.classify(object)
        const text = this.#texts.member(meaning.owner, name)
        if (!text) {
          if (!readDeclared(this, model, name, meaning.owner, object)) whole(object)
          return scalar
        }
        if (text.kind === 'getter') return this.callMember(object, model, name, [])
        return { kind: 'function', call: (args, self) => this.callMember(self.kind === 'scalar' ? object : self, model, name, args) }
      }
      case 'unknown':
        if (name === 'constructor') {
          this.classify(object)
          return entityClass(this.names.entity(model))
        }
        return name in Object.prototype
          ? scalar
          : readOfReference(object, name, (mayLack) =>
              this.held(member(object, name, span, certain && !mayLack && !this.#texts.writes(this.names.entity(model), name))),
            )
    }
  }

  /** A computed write (`out[key] = x`) may have put the value under any name. */
  #any(node: AccessNode): Value {
    return node.element ? this.held({ kind: 'node', node: node.element }) : scalar
  }

  #typed(element: Value, list: Value): Value {
    const type = this.typeOf(list.kind === 'slice' ? list.of : list)
    // Where it isn't known that it is a list, it is no mistake that a row is none.
    if (!type && element.kind === 'node') element.node.certain = false
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
  #runAll(model: string, name: string, { owner, overrides }: MemberMeaning, self: Value, args: readonly Value[]): Value {
    if (overrides.length === 0) return this.#run(model, name, owner, self, args)
    const before = this.state.copy()
    return union(
      [owner, ...overrides].map((each) => {
        this.state = before.copy()
        return this.#run(model, name, each, self, args)
      }),
    )
  }

  #run(model: string, name: string, owner: EntityClass, self: Value, args: readonly Value[]): Value {
    const declared = readDeclared(this, model, name, owner, self)
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
    return applyFunction(this, text.function, this.frame(text, label, self), args)
  }

  /** The outermost frame of a member. */
  frame(text: Frame['text'], label: string, self: Value): Frame {
    return {
      self,
      text,
      label,
      scope: new Scope(null),
      returns: [],
      yields: [],
      exits: [],
      jumps: [],
      labels: [],
      sent: new AccessNode(),
      getters: [],
      made: new Map(),
    }
  }
}
