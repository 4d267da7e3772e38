import {
  parseExpressionAt,
  type Class,
  type Expression,
  type FunctionExpression,
  type MethodDefinition,
  type PropertyDefinition,
} from 'acorn'
import { DjustError } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'
import { propertyName } from './member-names.ts'

/** The text of one getter or method, parsed. */
export interface MemberText {
  readonly kind: 'getter' | 'method'
  readonly owner: EntityClass
  readonly function: FunctionExpression
  /** Whether it is declared `async`, or its text has what promises are made with. */
  readonly givesPromise: boolean
  /** The text of the whole class, which the function's offsets are in. */
  readonly source: string
}

/** A static method, or the value that a static field starts with. */
export interface StaticText {
  readonly kind: 'getter' | 'method' | 'field'
  readonly owner: EntityClass
  readonly value: Expression
  readonly source: string
}

interface ParsedClass {
  /** What its own code calls it, and what it says that it extends. */
  readonly name: string | undefined
  readonly base: string | undefined
  readonly members: ReadonlyMap<string, MemberText>
  readonly statics: ReadonlyMap<string, StaticText>
  /** Names that its code writes on `this`. */
  readonly written: ReadonlySet<string>
}

/**
 * The parsed text of entity classes, each parsed once. An ORM may have wrapped what stands on the prototype
 * (MikroORM does), so the text of a member is only to be had from the class itself.
 */
export class ClassTexts {
  readonly #parsed = new WeakMap<EntityClass, ParsedClass>()

  /** The text of a member that `owner` itself defines; undefined where the class has no text (native or generated code). */
  member(owner: EntityClass, name: string): MemberText | undefined {
    return this.#parse(owner).members.get(name)
  }

  /** A static member of the class or of one that it extends. */
  static(entity: EntityClass, name: string): StaticText | undefined {
    for (const owner of lineage(entity)) {
      const text = this.#parse(owner).statics.get(name)
      if (text) return text
    }
    return undefined
  }

  /** The class that a name stands for in the text of `owner`: itself, or the one that it extends. */
  named(owner: EntityClass, name: string): EntityClass | undefined {
    const { name: own, base } = this.#parse(owner)
    if (own === name) return owner
    return base === name ? (Object.getPrototypeOf(owner) as EntityClass) : undefined
  }

  /** Whether code of the class or one that it extends writes `this.name`: such a name may be read too, though no model has it. */
  writes(entity: EntityClass, name: string): boolean {
    for (const owner of lineage(entity)) if (this.#parse(owner).written.has(name)) return true
    return false
  }

  #parse(owner: EntityClass): ParsedClass {
    let parsed = this.#parsed.get(owner)
    if (!parsed) this.#parsed.set(owner, (parsed = parseClass(owner)))
    return parsed
  }
}

/** A class and those that it extends. */
function* lineage(entity: EntityClass): Generator<EntityClass> {
  for (let owner: unknown = entity; typeof owner === 'function' && owner !== Function.prototype; owner = Object.getPrototypeOf(owner))
    yield owner as EntityClass
}

/** Promises themselves, what compilers make of `async` functions, and what reads references and collections of an ORM. */
const promising =
  /\basync\b|\b_+(?:async|awaiter)|\bPromise\.\w|\bnew Promise\b|\.(?:then|load|loadProperty|loadItems|loadOrFail|loadCount|init)\(/

const writing = /\bthis\.(\w+)\s*(?:=(?!=)|(?:\?\?|\|\||&&|\*\*|[-+*/%])=|\+\+|--)/g

function parseClass(owner: EntityClass): ParsedClass {
  const source = Function.prototype.toString.call(owner)
  const members = new Map<string, MemberText>()
  const statics = new Map<string, StaticText>()
  const written = new Set(Array.from(source.matchAll(writing), ([, name]) => name!))
  if (!source.startsWith('class')) return { name: undefined, base: undefined, members, statics, written }
  let node: Class
  try {
    node = parseExpressionAt(source, 0, { ecmaVersion: 'latest', allowSuperOutsideMethod: true }) as unknown as Class
  } catch (cause) {
    throw new DjustError('access/class-text', `The text of class ${owner.name} can't be parsed, so what its members read is not known.`, {
      cause,
    })
  }
  const computed = computedNames(owner, node)
  for (const element of node.body.body) {
    if (element.type !== 'MethodDefinition' && element.type !== 'PropertyDefinition') continue
    const name = memberName(element) ?? computed.get(element)
    if (element.static) {
      if (name !== undefined && element.value && element.type === 'PropertyDefinition')
        statics.set(name, { kind: 'field', owner, value: element.value, source })
      else if (name !== undefined && element.type === 'MethodDefinition' && element.kind !== 'set')
        statics.set(name, { kind: element.kind === 'get' ? 'getter' : 'method', owner, value: element.value, source })
      continue
    }
    if (element.type === 'PropertyDefinition') continue
    if (name === undefined || element.kind === 'constructor' || element.kind === 'set') continue
    const givesPromise = element.value.async || promising.test(source.slice(element.value.start, element.value.end))
    members.set(name, { kind: element.kind === 'get' ? 'getter' : 'method', owner, function: element.value, givesPromise, source })
  }
  return {
    name: node.id?.name,
    base: node.superClass?.type === 'Identifier' ? node.superClass.name : undefined,
    members,
    statics,
    written,
  }
}

/** The key of a method as it is called; `#name` for a private one, `@@name` for a symbol of the language. */
function memberName({ key, computed }: MethodDefinition | PropertyDefinition): string | undefined {
  return propertyName({ property: key, computed })
}

/**
 * Of members that the code names by a constant (`get [NAME]()`): names stand on the prototype in the order of the code, and
 * those that an ORM adds come after them. Where some of those that follow one another are symbols, it isn't known which.
 */
function computedNames({ prototype }: EntityClass, { body }: Class): Map<MethodDefinition | PropertyDefinition, string> {
  const names = new Map<MethodDefinition | PropertyDefinition, string>()
  const all = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor' && !/^\d+$/.test(name))
  let at = 0
  let run: MethodDefinition[] = []
  const pair = (end: number): void => {
    if (end - at === run.length) run.forEach((element, index) => names.set(element, all[at + index]!))
    run = []
  }
  for (const element of body.body) {
    if (element.type !== 'MethodDefinition' || element.static) continue
    const name = memberName(element)
    const index = name === undefined ? -1 : all.indexOf(name)
    if (name === undefined && element.kind !== 'set') run.push(element)
    // A getter and its setter are one name.
    if (index < at) continue
    pair(index)
    at = index + 1
  }
  pair(Math.min(all.length, at + run.length))
  return names
}
