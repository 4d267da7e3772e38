import { parseExpressionAt, type Class, type FunctionExpression, type MethodDefinition } from 'acorn'
import { DjustError } from '../error.ts'
import type { EntityClass } from '../schema/schema.ts'

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

interface ParsedClass {
  readonly members: ReadonlyMap<string, MemberText>
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

  /** Whether code of the class or one that it extends writes `this.name`: such a name may be read too, though no model has it. */
  writes(entity: EntityClass, name: string): boolean {
    for (let owner: unknown = entity; typeof owner === 'function' && owner !== Function.prototype; owner = Object.getPrototypeOf(owner)) {
      if (this.#parse(owner as EntityClass).written.has(name)) return true
    }
    return false
  }

  #parse(owner: EntityClass): ParsedClass {
    let parsed = this.#parsed.get(owner)
    if (!parsed) this.#parsed.set(owner, (parsed = parseClass(owner)))
    return parsed
  }
}

/** Promises themselves, and what reads references and collections of an ORM. */
const promising = /\bPromise\.\w|\bnew Promise\b|\.(?:then|load|loadProperty|loadItems|loadOrFail|loadCount|init)\(/

const writing = /\bthis\.(\w+)\s*(?:=(?!=)|(?:\?\?|\|\||&&|\*\*|[-+*/%])=|\+\+|--)/g

function parseClass(owner: EntityClass): ParsedClass {
  const source = Function.prototype.toString.call(owner)
  const members = new Map<string, MemberText>()
  const written = new Set(Array.from(source.matchAll(writing), ([, name]) => name!))
  if (!source.startsWith('class')) return { members, written }
  let node: Class
  try {
    node = parseExpressionAt(source, 0, { ecmaVersion: 'latest', allowSuperOutsideMethod: true }) as unknown as Class
  } catch (cause) {
    throw new DjustError('access/class-text', `The text of class ${owner.name} can't be parsed, so what its members read is not known.`, {
      cause,
    })
  }
  for (const element of node.body.body) {
    if (element.type !== 'MethodDefinition' || element.static) continue
    const name = memberName(element)
    if (name === undefined || element.kind === 'constructor' || element.kind === 'set') continue
    const givesPromise = element.value.async || promising.test(source.slice(element.value.start, element.value.end))
    members.set(name, { kind: element.kind === 'get' ? 'getter' : 'method', owner, function: element.value, givesPromise, source })
  }
  return { members, written }
}

/** The key of a method as it is called; `#name` for a private one. */
function memberName(element: MethodDefinition): string | undefined {
  const { key } = element
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (key.type === 'Identifier' && !element.computed) return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}
