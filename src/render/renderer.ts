import { DjustError, TemplateSyntaxError } from '../error.ts'
import type { Template } from '../template/ast.ts'
import type { ResolvedTemplate, TemplateSet } from '../template/template-set.ts'
import { relativeName } from '../template/relative-name.ts'
import { SafeString } from '../value/safe-string.ts'
import { repr, toText } from '../value/to-text.ts'
import { CodeBundle, type UnitFactory, writeBundle } from './code-bundle.ts'
import { DeferredTexts } from './deferred-text.ts'
import type { RenderOptions } from './render-options.ts'
import type { IncludeObserver } from './include-observer.ts'
import { type RunState, Runtime, type RuntimeLinks } from './runtime.ts'
import type { RowFeed } from './row-feed.ts'
import type { RenderSettings } from './settings.ts'
import { isRead, sourceMapComments, sourceUrlComment } from './source-map.ts'
import { mentionedNames, type MentionedNames } from './template-names.ts'
import { type OwnObject, UnitCode } from './unit-code.ts'
import { UnitEmitter } from './unit-emitter.ts'
import type { Callee, UnitLinks } from './unit-links.ts'
import type { UnitCell, UnitFunction, UnitSignature, UnitStream } from './unit.ts'

/** Units of one template, each for other names that are bound around an include, that are compiled before they are needed. */
const mostVariants = 32

/** What may differ from one rendering to the next. */
export interface RenderChanges extends Partial<Pick<RenderSettings, 'timeZone' | 'now'>> {
  readonly autoescape?: boolean
}

/** Compiles templates on first use and renders them. One for each engine; it holds all compiled code. */
export class Renderer implements RuntimeLinks, UnitLinks {
  readonly templates: TemplateSet
  private readonly options: RenderOptions
  private readonly runtime: Runtime
  private readonly escaping = new WeakMap<Template, UnitCell>()
  private readonly plain = new WeakMap<Template, UnitCell>()
  private readonly units = new WeakMap<ResolvedTemplate, Map<string, UnitCell>>()
  private readonly names = new WeakMap<ResolvedTemplate, MentionedNames>()
  private readonly includes = new Map<string, UnitCell>()
  /** By signature: what compiled a template, for other includes of it that need state of their own. */
  private compiled = new WeakMap<ResolvedTemplate, Map<string, CompiledUnit>>()
  private readonly linked = new WeakMap<UnitCell, Map<UnitCell, string>>()
  private compiling: UnitCell | null = null
  private codeBundle: CodeBundle | null = null
  /** What a tag is known by to the loop around the place that its template is included at. */
  private readonly ownObjects = new WeakMap<object, Map<string, object>>()
  private readonly remembering = new WeakMap<ResolvedTemplate, boolean>()
  private readonly parents = new WeakMap<ResolvedTemplate, Map<Template | string, ResolvedTemplate>>()

  constructor(templates: TemplateSet, options: RenderOptions) {
    this.templates = templates
    this.options = options
    this.runtime = new Runtime(options, this)
  }

  /** The HTML of a template; `context` is an object with the variables. */
  render(template: Template, context: object, changes?: RenderChanges): string {
    return this.run(template, context, changes, null, null)
  }

  /** The same for templates with asynchronous tags, all of which run at the same time. */
  async renderAsync(
    template: Template,
    context: object,
    changes?: RenderChanges,
    observer: IncludeObserver | null = null,
  ): Promise<string> {
    const deferred = new DeferredTexts()
    const page = this.run(template, context, changes, deferred, observer)
    return deferred.isEmpty ? page : await deferred.fill(page)
  }

  /**
   * The HTML in pieces, the first of them before the last row of a long loop was rendered; what takes them decides when it
   * goes on. Other pages can be rendered meanwhile.
   */
  *stream(template: Template, context: object, changes?: RenderChanges): Generator<string, void> {
    for (const step of this.steps(template, context, changes, null)) {
      if (typeof step === 'string') yield step
      else throw asynchronousRows()
    }
  }

  /** The same for templates with asynchronous tags, for which a piece waits, and for rows that are still coming. */
  async *streamAsync(template: Template, context: object, changes?: RenderChanges): AsyncGenerator<string, void> {
    const deferred = new DeferredTexts()
    const steps = this.steps(template, context, changes, deferred)
    const feeds = new Set<RowFeed>()
    try {
      let step = steps.next()
      while (!step.done) {
        const { value } = step
        if (typeof value === 'string') {
          yield deferred.isEmpty ? value : await deferred.fill(value)
          step = steps.next()
          continue
        }
        feeds.add(value)
        let failure: { readonly error: unknown } | null = null
        try {
          await value.load()
        } catch (error) {
          failure = { error }
        }
        if (value.done) feeds.delete(value)
        // The loop says where in the templates it is.
        step = failure ? steps.throw(failure.error) : steps.next()
      }
    } finally {
      for (const feed of feeds) await feed.close()
    }
  }

  /** The pieces, and between them the feeds that a loop needs rows of before it can go on. */
  private *steps(
    template: Template,
    context: object,
    changes: RenderChanges = {},
    deferred: DeferredTexts | null,
  ): Generator<string | RowFeed, void> {
    const { runtime } = this
    const cell = this.unit(this.templates.resolve(template), {
      bound: [],
      autoescape: changes.autoescape ?? this.options.autoescape,
      streamed: true,
    })
    const restore = runtime.changeSettings(settingsOf(changes))
    let state: RunState = { ...runtime.state, depth: 0, deferred, observer: null }
    restore()
    // Generated code is a generator where its signature says so.
    const pieces = ((cell.run ?? this.compile(cell)) as unknown as UnitStream)('', context)
    let failure: { readonly error: unknown } | null = null
    for (;;) {
      const outer = runtime.exchange(state)
      let next: IteratorResult<string | RowFeed, string>
      try {
        next = failure ? pieces.throw(failure.error) : pieces.next()
      } finally {
        state = runtime.exchange(outer)
      }
      failure = null
      try {
        if (next.value !== '') yield next.value
      } catch (error) {
        failure = { error }
      }
      if (next.done) return
    }
  }

  private run(
    template: Template,
    context: object,
    changes: RenderChanges | undefined,
    deferred: DeferredTexts | null,
    observer: IncludeObserver | null,
  ): string {
    const { runtime } = this
    const cell = this.entry(template, changes?.autoescape ?? this.options.autoescape)
    const restore = changes ? runtime.changeSettings(settingsOf(changes)) : null
    // A tag may render another page while one is being rendered.
    const { depth, deferred: outer, observer: outerObserver } = runtime
    runtime.depth = 0
    runtime.deferred = deferred
    runtime.observer = observer
    try {
      return (cell.run ?? this.compile(cell))(context)
    } finally {
      runtime.depth = depth
      runtime.deferred = outer
      runtime.observer = outerObserver
      restore?.()
    }
  }

  private entry(template: Template, autoescape: boolean): UnitCell {
    const entries = autoescape ? this.escaping : this.plain
    let cell = entries.get(template)
    if (!cell) {
      cell = this.unit(this.templates.resolve(template), { bound: [], autoescape })
      entries.set(template, cell)
    }
    return cell
  }

  /** The generated code of a template and of what it includes by fixed names, for `explain`. */
  sources(template: Template): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    for (const [cell, name] of this.reached([template])) {
      const { bound } = cell.signature
      const key = bound.length === 0 ? name : `${name} (${bound.join(', ')})`
      if (!found.has(key)) found.set(key, cell.source ?? '')
    }
    return found
  }

  /** The code of these templates and of what they include by fixed names, for `useBundle`. */
  bundle(templates: readonly Template[]): Uint8Array {
    return writeBundle([...new Set(Array.from(this.reached(templates).keys(), (cell) => cell.source ?? ''))])
  }

  /** The units of these templates and of what they include by fixed names, compiled, with the name of each one's template. */
  private reached(templates: readonly Template[]): ReadonlyMap<UnitCell, string> {
    const cells = new Map(templates.map((template) => [this.entry(template, this.options.autoescape), template.name]))
    const variants = new Map<string, number>()
    for (const cell of cells.keys()) {
      if (!cell.run) this.compile(cell)
      for (const [included, name] of this.linked.get(cell) ?? []) {
        const known = variants.get(name) ?? 0
        // A template that includes itself with ever other names would have no end.
        if (cells.has(included) || known >= mostVariants) continue
        variants.set(name, known + 1)
        cells.set(included, name)
      }
    }
    return cells
  }

  /** Takes code from a bundle where it has it; false where the bundle is of no use here. */
  useBundle(bytes: Uint8Array): boolean {
    this.codeBundle = CodeBundle.read(bytes)
    return this.codeBundle !== null
  }

  /** Forgets compiled includes, so that changed templates are used. */
  clear(): void {
    this.includes.clear()
    this.compiled = new WeakMap()
  }

  compile(cell: UnitCell): UnitFunction {
    const resolved = cell.resolve()
    const key = keyOf(cell.signature)
    const known = this.compiled.get(resolved)?.get(key)
    if (known) return this.copy(known, cell)
    const unit = new UnitCode()
    const main = this.within(cell, () => new UnitEmitter(unit, this.options, resolved, cell.signature, this).emit())
    const source = unit.source(main)
    cell.source = source
    const factory = this.codeBundle?.factory(source) ?? compileCode(source + this.comments(unit, resolved.chain[0].name, source, main))
    cell.run = factory(this.constantsAt(cell.place, unit), this.runtime) as UnitFunction
    let compiled = this.compiled.get(resolved)
    if (!compiled) this.compiled.set(resolved, (compiled = new Map()))
    compiled.set(key, { cell, factory, constants: unit.constants, own: unit.own })
    return cell.run
  }

  /** The same code at another place. */
  private copy({ cell, factory, constants, own }: CompiledUnit, to: UnitCell): UnitFunction {
    const links = this.linked.get(cell)
    if (links) this.linked.set(to, links)
    to.source = cell.source
    to.run = factory(this.constantsAt(to.place, { constants, own }), this.runtime) as UnitFunction
    return to.run
  }

  /** The constants of a unit that is called at a place. */
  private constantsAt(place: string, { constants, own }: Pick<UnitCode, 'constants' | 'own'>): readonly unknown[] {
    if (own.length === 0) return constants
    const all = [...constants]
    for (const { at, key } of own) {
      let known = this.ownObjects.get(key)
      if (!known) this.ownObjects.set(key, (known = new Map()))
      let object = known.get(place)
      if (!object) known.set(place, (object = {}))
      all[at] = object
    }
    return all
  }

  private within<Result>(cell: UnitCell, emit: () => Result): Result {
    const outer = this.compiling
    this.compiling = cell
    try {
      return emit()
    } finally {
      this.compiling = outer
    }
  }

  /** What tells others than V8 where the code is from. */
  private comments(unit: UnitCode, name: string, source: string, main: string): string {
    return (this.options.sourceMaps ?? isRead()) ? sourceMapComments(unit, name, source, main) : sourceUrlComment(name)
  }

  callee(name: string): Callee {
    return calleeOf(this.mentioned(this.tryResolve(name)))
  }

  partCallee(template: Template, part: string): Callee {
    return calleeOf(this.mentioned(this.resolvePart(template, part)))
  }

  /** Of a template and all that it includes by fixed names. */
  private mentioned(start: ResolvedTemplate | null): readonly MentionedNames[] {
    const found: MentionedNames[] = []
    const seen = new Set<string>()
    const queue: string[] = []
    for (let resolved = start; ;) {
      if (resolved) {
        let mentioned = this.names.get(resolved)
        if (!mentioned) this.names.set(resolved, (mentioned = mentionedNames(resolved)))
        found.push(mentioned)
        queue.push(...mentioned.includes)
      }
      const next = queue.pop()
      if (next === undefined) return found
      resolved = seen.has(next) ? null : this.tryResolve(next)
      seen.add(next)
    }
  }

  include(name: string, signature: UnitSignature, site: string): UnitCell {
    const key = includeKey(name, signature, keepsLoopState(this.mentioned(this.tryResolve(name))) ? site : null)
    let cell = this.includes.get(key)
    if (!cell) {
      // The unit is that of the template as it is when the include first runs: it need not exist before.
      cell = { signature, place: site, resolve: () => this.templates.resolve(this.templates.get(name)), run: null, source: null }
      this.includes.set(key, cell)
    }
    return this.link(cell, name)
  }

  part(template: Template, part: string, signature: UnitSignature, site: string): UnitCell {
    const resolved = this.resolvePart(template, part)
    const key = includeKey(`#${part}`, signature, keepsLoopState(this.mentioned(resolved)) ? site : null)
    return this.link(this.unit(resolved, signature, key, site), `${template.name}#${part}`)
  }

  /** Notes what the unit that is being compiled calls. */
  private link(cell: UnitCell, name: string): UnitCell {
    if (this.compiling) {
      let links = this.linked.get(this.compiling)
      if (!links) this.linked.set(this.compiling, (links = new Map()))
      links.set(cell, name)
    }
    return cell
  }

  includeAny(value: unknown, autoescape: boolean, from: string | null, site: string | null, streamed = false): UnitCell {
    const template = this.templateOf(value, from)
    if (site !== null) this.runtime.observer?.included(site, templateIn(value) ?? template.name)
    const resolved = this.templates.resolve(template)
    const signature = { bound: [], autoescape, streamed }
    if (site === null || !this.remembersRounds(resolved)) return this.unit(resolved, signature)
    return this.unit(resolved, signature, includeKey('', signature, site), site)
  }

  /** Whether something in a template, or in what it includes, remembers what was there in the last round of a loop. */
  private remembersRounds(resolved: ResolvedTemplate): boolean {
    let known = this.remembering.get(resolved)
    if (known === undefined) {
      known = keepsLoopState(this.mentioned(resolved))
      this.remembering.set(resolved, known)
    }
    return known
  }

  parent(child: ResolvedTemplate, signature: UnitSignature, parent: unknown, written: string): UnitCell {
    const named = parent instanceof SafeString ? parent.text : parent
    if (named === '' || named === null || named === undefined || named === false) {
      const problem = `Invalid template name in 'extends' tag: ${repr(parent ?? null, this.runtime.settings)}. Got this from the '${written}' variable.`
      throw new TemplateSyntaxError('template/no-parent', problem)
    }
    const key = typeof named === 'string' ? named : templateIn(named)
    if (key === null)
      throw new DjustError('template/no-parent', `{% extends ${written} %} got neither the name of a template nor a template`)
    let known = this.parents.get(child)
    if (!known) this.parents.set(child, (known = new Map()))
    let resolved = known.get(key)
    if (!resolved) known.set(key, (resolved = this.templates.resolveParent(child, key)))
    return this.unit(resolved, signature)
  }

  /** What an include found in a variable: a name, relative to `from` or not, several names, or a template. */
  private templateOf(value: unknown, from: string | null): Template {
    const named = value instanceof SafeString ? value.text : value
    if (typeof named === 'string' && named !== '') {
      const resolved = relativeName(named, from, true)
      if ('problem' in resolved) throw new TemplateSyntaxError('template/relative-name', resolved.problem)
      return this.templates.get(resolved.text)
    }
    const names = Array.isArray(named) ? named : []
    return templateIn(named) ?? this.templates.select(Array.from(names, (name) => toText(name, this.runtime.settings)))
  }

  private resolvePart(template: Template, part: string): ResolvedTemplate {
    const found = this.templates.part(template, part)
    if (!found) throw new Error(`${template.name} has no part ${part}`)
    return this.templates.resolve(found)
  }

  private tryResolve(name: string): ResolvedTemplate | null {
    try {
      return this.templates.resolve(this.templates.get(name))
    } catch (error) {
      // It is thrown again when the include runs.
      if (error instanceof DjustError) return null
      throw error
    }
  }

  private unit(resolved: ResolvedTemplate, signature: UnitSignature, key = keyOf(signature), place = ''): UnitCell {
    let cells = this.units.get(resolved)
    if (!cells) this.units.set(resolved, (cells = new Map()))
    let cell = cells.get(key)
    if (!cell) {
      cell = { signature, place, resolve: () => resolved, run: null, source: null }
      cells.set(key, cell)
    }
    return cell
  }
}

interface CompiledUnit {
  readonly cell: UnitCell
  readonly factory: UnitFactory
  readonly constants: unknown[]
  readonly own: OwnObject[]
}

/** Under this key a compiled template gives its syntax tree to `{% include template %}` and `{% extends template %}`. */
export const parsedTemplate: unique symbol = Symbol('djust.template')

/** The template that a value of the context is, if it is one. */
export function templateIn(value: unknown): Template | null {
  if (typeof value !== 'object' || value === null) return null
  const template: unknown = Reflect.get(value, parsedTemplate)
  return (template as Template | undefined) ?? null
}

function settingsOf({ timeZone, now }: RenderChanges): Partial<RenderSettings> {
  return { ...(timeZone === undefined ? {} : { timeZone }), ...(now === undefined ? {} : { now }) }
}

function keyOf({ bound, autoescape, streamed }: UnitSignature): string {
  return `${autoescape ? 1 : 0}${streamed ? 's' : ''} ${bound.join(' ')}`
}

/** What `ifchanged` compares with belongs to the include that leads to it: two of them in one loop differ. */
function includeKey(name: string, signature: UnitSignature, site: string | null): string {
  return `${name}\0${keyOf(signature)}${site === null ? '' : `\0${site}`}`
}

function keepsLoopState(all: readonly MentionedNames[]): boolean {
  return all.some((mentioned) => mentioned.keepsLoopState)
}

/** Null where one of them may read any. */
function calleeOf(all: readonly MentionedNames[]): Callee {
  const anything = all.some((mentioned) => mentioned.anything)
  return {
    names: anything ? null : new Set(all.flatMap(({ names }) => [...names])),
    isLong: anything || all.some(({ hasLoops }) => hasLoops),
    countsRounds: anything || all.some(({ countsRounds }) => countsRounds),
    keepsLoopState: keepsLoopState(all),
  }
}

function compileCode(source: string): UnitFactory {
  // oxlint-disable-next-line typescript/no-implied-eval -- compiling templates is what this file is for; nothing of a template's text is in the code but as literals
  return new Function('K', 'R', source) as UnitFactory
}

function asynchronousRows(): DjustError {
  return new DjustError('render/async-rows', 'The page has a loop whose rows come asynchronously', {
    hint: 'Render it with renderStream or renderPiecesAsync, or await the rows in the view.',
  })
}
