import { DjustError, type SourceSpan } from '../error.ts'
import type { Expression, IncludeNode, Node, Operand, PathOperand, Span, Template } from '../template/ast.ts'
import type { TagCode } from '../render/tag-code.ts'
import { loopNames } from '../template/loop-names.ts'
import { staticName } from '../template/static-name.ts'
import type { TemplateSet } from '../template/template-set.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { includedNames } from './included-names.ts'
import { looksLikeMisspelling } from './misspelling.ts'
import { type Problem, problemAt, problemOf } from './problem.ts'
import { bodiesOf, expressionsOf } from './walk.ts'

/** A name that the template binds, in the part where it is bound. */
interface Bound {
  /** Where `with` binds it; null for names that need not be read. */
  readonly at: Span | null
  used: boolean
}

type Scope = ReadonlyMap<string, Bound>

/** A name that no part of the template binds where it is read. */
interface FreeRead {
  readonly span: Span
  readonly near: readonly string[]
}

const constants: ReadonlySet<string> = new Set(['True', 'False', 'None', 'block', 'forloop', 'csrf_token', 'request'])

/**
 * Names that are bound for nothing, and names that are read but look like misspellings. `known` are the names that the
 * template gets; without them a name is only suspected where it is much like one that the template binds.
 */
export function nameProblems(template: Template, file: SourceSpan, templates: TemplateSet, known: ReadonlySet<string> | null): Problem[] {
  const check = new NameCheck(file, templates)
  check.nodes(template.nodes, new Map())
  return [...check.found, ...check.unknownNames(known)]
}

class NameCheck {
  readonly found: Problem[] = []
  readonly #file: SourceSpan
  readonly #templates: TemplateSet
  readonly #boundSomewhere = new Set<string>()
  readonly #free = new Map<string, FreeRead[]>()

  constructor(file: SourceSpan, templates: TemplateSet) {
    this.#file = file
    this.#templates = templates
  }

  /** Tags such as `regroup` bind names for the nodes after them. */
  nodes(nodes: readonly Node[], outer: Scope): void {
    const scope = new Map(outer)
    for (const node of nodes) this.#node(node, scope)
  }

  unknownNames(known: ReadonlySet<string> | null): Problem[] {
    const found: Problem[] = []
    for (const [name, reads] of this.#free) {
      if (this.#boundSomewhere.has(name) || constants.has(name)) continue
      if (known?.has(name)) continue
      // A name that is also read where nothing like it is bound is one of the context.
      const near = reads[0]?.near.find((bound) => looksLikeMisspelling(name, bound) && reads.every((read) => read.near.includes(bound)))
      if (known === null && near === undefined) continue
      const message =
        known === null ? `The name "${name}" is not set in this template, but "${near}" is` : `The name "${name}" is not known here`
      const hint = near === undefined ? didYouMean(name, [...(known ?? []), ...(reads[0]?.near ?? [])]) : `Did you mean "${near}"?`
      for (const { span } of reads) found.push(this.#problem(span, 'check/unknown-name', message, hint))
    }
    return found
  }

  #node(node: Node, scope: Map<string, Bound>): void {
    for (const expression of expressionsOf(node)) this.#expression(expression, scope)
    switch (node.kind) {
      case 'for': {
        this.nodes(node.body, new Map([...scope, ...node.variables.map((name) => this.#bind(name, null)), ['forloop', anything]]))
        if (node.empty) this.nodes(node.empty, scope)
        return
      }
      case 'with': {
        const bound = node.bindings.map(({ name, span }) => this.#bind(name, span))
        this.nodes(node.body, new Map([...scope, ...bound]))
        for (const [name, { at, used }] of bound) if (at && !used) this.#unused(name, at, 'with')
        return
      }
      case 'include':
        this.#include(node, scope)
        return
      case 'block':
        // A child's block may read every name that is bound around it.
        this.#all(scope)
        this.nodes(node.body, scope)
        return
      case 'tag': {
        const { contextNames = [], readsScope = false } = node.definition as Partial<TagCode<unknown>>
        for (const name of contextNames) this.#use(name, scope)
        // The body of a partial reads the names around {% partial %}.
        if (readsScope || node.name === 'partial' || node.name === 'partialdef') this.#all(scope)
        const binds = node.binds.map((name) => this.#bind(name, null))
        for (const body of bodiesOf(node)) this.nodes(body, new Map([...scope, ...binds]))
        for (const [name, bound] of binds) scope.set(name, bound)
        return
      }
      default:
        for (const body of bodiesOf(node)) this.#branch(body, scope)
    }
  }

  /** What a branch binds may be bound after it. */
  #branch(nodes: readonly Node[], scope: Map<string, Bound>): void {
    for (const node of nodes) this.#node(node, scope)
  }

  #include(node: IncludeNode, scope: Scope): void {
    const name = staticName(node.template)
    if (name === null) {
      if (!node.only) this.#all(scope)
      return
    }
    try {
      this.#templates.get(name)
    } catch (error) {
      // What is wrong in that template is found when it is checked.
      if (error instanceof DjustError && error.code === 'template/not-found') {
        this.found.push(problemOf(error, { ...this.#file, ...node.template.span }))
      }
    }
    const names = includedNames(name, this.#templates)
    if (names === null) {
      if (!node.only) this.#all(scope)
      return
    }
    if (!node.only) for (const mentioned of names) if (scope.has(mentioned)) this.#use(mentioned, scope)
    for (const { name: given, span } of node.bindings) {
      if (!names.has(given)) this.#unused(given, span, `include "${name}"`)
    }
  }

  #expression({ operand, filters }: Expression, scope: Scope): void {
    this.#operand(operand, scope)
    for (const { argument } of filters) if (argument) this.#operand(argument, scope)
  }

  #operand(operand: Operand, scope: Scope): void {
    if (operand.kind !== 'path') return
    const [root] = operand.bits
    if (root === 'forloop' && scope.has('forloop')) this.#loopName(operand)
    if (scope.has(root)) {
      this.#use(root, scope)
      return
    }
    const near = [...scope.keys()].filter((name) => name !== 'forloop')
    const reads = this.#free.get(root)
    const span = operand.bitSpans[0] ?? operand.span
    if (reads) reads.push({ span, near })
    else this.#free.set(root, [{ span, near }])
  }

  #loopName({ bits, bitSpans }: PathOperand): void {
    const at = bits.findIndex((bit, i) => i > 0 && bit !== 'parentloop')
    const name = bits[at]
    if (at === -1 || name === undefined || loopNames.has(name)) return
    this.#problemAt(bitSpans[at] as Span, `forloop has no "${name}"`, didYouMean(name, loopNames))
  }

  #bind(name: string, at: Span | null): [string, Bound] {
    this.#boundSomewhere.add(name)
    return [name, { at, used: false }]
  }

  #use(name: string, scope: Scope): void {
    const bound = scope.get(name)
    if (bound) bound.used = true
  }

  #all(scope: Scope): void {
    for (const bound of scope.values()) bound.used = true
  }

  #unused(name: string, at: Span, tag: string): void {
    const message = tag === 'with' ? `"${name}" is set, but never read` : `"${name}" is given to ${tag}, which never reads it`
    this.found.push(this.#problem(at, 'check/unused-with', message, 'Take it out, or read it.'))
  }

  #problemAt(span: Span, message: string, hint: string): void {
    this.found.push(this.#problem(span, 'check/unknown-name', message, hint))
  }

  #problem(span: Span, code: string, message: string, hint: string): Problem {
    return problemAt({ ...this.#file, start: span.start, end: span.end }, code, message, hint)
  }
}

const anything: Bound = { at: null, used: true }
