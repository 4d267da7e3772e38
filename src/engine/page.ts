import { AccessNode } from '../access/access-node.ts'
import { analyzeTemplate, type TemplateAccess } from '../access/template-analysis.ts'
import type { TemplateChoice, TemplateWorld } from '../access/template-world.ts'
import { DjustError, type SourceSpan } from '../error.ts'
import type { LoadPlan } from '../plan/load-plan.ts'
import { accessSet, NodeNumbers } from '../plan/access-set.ts'
import { accessOfHints } from '../plan/plan-paths.ts'
import type { Planner } from '../plan/planner.ts'
import { annotatedRelations, printAnnotated } from '../query/annotated-relations.ts'
import type { QueryState } from '../query/query-state.ts'
import type { Model } from '../schema/schema.ts'
import type { Expression, Template } from '../template/ast.ts'
import { staticName } from '../template/static-name.ts'
import type { TemplateSet } from '../template/template-set.ts'
import { templateIn } from '../render/renderer.ts'
import type { NotLoadedError } from '../serialize/not-loaded-error.ts'
import { hasAwaited } from '../load/await-members.ts'
import { rootOf } from './load-instances.ts'
import { type Reads, readsOf } from './context-access.ts'
import type { EngineTemplates } from './engine-templates.ts'
import { type Others, wayTo } from './mixed-lists.ts'
import { PageTexts } from './page-texts.ts'
import { type IncludedNames, withMore } from './seen-includes.ts'
import { type CachedPlan, type MadePlan, pageSources, type PageSources, type PlanCache } from './plan-cache.ts'
import { traceSync } from '../trace/trace.ts'
import { accessOfMissing, missingRead, type MissingRead } from '../load/missing-reads.ts'

/** A template, or a name of one, that came from the context: the page is analysed again where it is another one. */
interface DynamicName {
  readonly bits: readonly string[]
  readonly names: readonly TemplateChoice[]
}

/** What plans are made and kept with. */
export interface PagePlanner {
  readonly planner: Planner
  readonly cache: PlanCache
  /** Whether the ORM loads whole entities, instead of djust what is read. */
  readonly throughOrm: boolean
  readonly onUnknown: (error: DjustError) => void
  /** What stands in the place of the query, or of the entity, besides. */
  readonly others?: Others | null
  /** Hears of each plan when a page takes it into use. */
  readonly onUse: (variable: string, state: QueryState, planned: CachedPlan) => void
}

/** The analysis of one template and the plans that were made from it. */
export class Page {
  readonly name: string
  readonly access: TemplateAccess
  /** What is read of each name of the context. */
  readonly reads: ReadonlyMap<string, Reads>
  /** The texts that it was analysed with. */
  readonly templates: EngineTemplates
  /** The texts that its HTML is made of, as far as they are known before it is rendered. */
  readonly texts: PageTexts
  /** Whether rows of its queries have members that give promises. */
  hasAwaited = false
  readonly #dynamicNames: readonly DynamicName[]
  readonly #sources: readonly string[]
  #digests: PageSources | null = null
  readonly #plans = new Map<string, CachedPlan>()
  /** The key of the last plan of each path whose query asks for nothing besides its rows: writing it takes longer than finding it. */
  readonly #keys = new Map<string, { readonly model: Model; readonly single: boolean; readonly key: string }>()
  readonly #pending = new Map<string, Promise<CachedPlan>>()
  /** What earlier renderings found missing, by the plan's key. */
  #missing = new Map<string, Set<string>>()
  /** The plans that lacked it, with which renderings may still be under way. */
  readonly #replaced = new Map<string, readonly LoadPlan[]>()
  /** The templates that includes were seen to lead to. */
  readonly included: IncludedNames

  constructor(name: string, templates: EngineTemplates, context: Readonly<Record<string, unknown>>, included: IncludedNames = new Map()) {
    this.name = name
    this.included = included
    this.templates = templates
    const dynamicNames: DynamicName[] = []
    const read = new Set<Template>()
    const world = templateWorld(templates, { context, included, dynamicNames, read })
    this.access = traceSync('djust:analyze', { template: name }, () => analyzeTemplate(name, world))
    this.reads = new Map(Array.from(this.access.roots, ([root, node]) => [root, readsOf(node)]))
    this.#dynamicNames = dynamicNames
    this.#sources = textsOf(read)
    this.texts = new PageTexts(read)
  }

  /** Whether the names that came from the context are still those. */
  fits(context: Readonly<Record<string, unknown>>): boolean {
    return this.#dynamicNames.every(({ bits, names }) => sameNames(namesIn(context, bits), names))
  }

  /** The page with more such templates, and the names of the context of which it then reads something else; null where nothing is new. */
  withIncluded(
    more: IncludedNames,
    context: Readonly<Record<string, unknown>>,
  ): { readonly page: Page; readonly changed: string[] } | null {
    const included = withMore(this.included, more)
    if (!included) return null
    const page = new Page(this.name, this.templates, context, included)
    const changed = changedRoots(this.access, page.access)
    page.#missing = this.#missing
    // What is read as before is not loaded anew: what else rendering finds missing there is added to the plan that it has.
    for (const [key, plan] of this.#plans) if (!changed.includes(rootOfKey(key))) page.#plans.set(key, plan)
    page.hasAwaited = this.hasAwaited
    return { page, changed }
  }

  /** The plan of a query that stands at `path` of the context: a promise only where it is asked for in a cache beyond the process. */
  plan(path: string, model: Model, state: QueryState, reads: Reads, pagePlanner: PagePlanner): CachedPlan | Promise<CachedPlan> {
    const { planner, cache, onUnknown, onUse } = pagePlanner
    const others = pagePlanner.others ?? null
    const single = state.result === 'get' || state.result === 'first'
    const last = isPlain(state) && !others ? this.#keys.get(path) : undefined
    const lastPlan = last && last.model === model && last.single === single ? this.#plans.get(last.key) : undefined
    if (lastPlan) {
      cache.countHit()
      return lastPlan
    }
    const hints = hintsOf(state)
    const names = [...state.annotations.keys()]
    const prefetched = annotatedRelations(state)
    const key = JSON.stringify([path, model.name, single, names, hints, printAnnotated(prefetched), others?.key])
    if (isPlain(state) && !others) this.#keys.set(path, { model, single, key })
    const known = this.#plans.get(key)
    if (known) {
      cache.countHit()
      return known
    }
    const pending = this.#pending.get(key)
    if (pending) return pending
    const missing = this.#missing.get(key)
    const hinted = withHints(planner, model, reads, hints, single)
    const access = missing ? [...hinted, accessOfMissing(planner.schema, model, missing, single)] : hinted
    const annotations = new Set(names)
    let madeMs = 0
    const make = (): MadePlan => {
      const started = performance.now()
      let isWhole = true
      const plan = planner.plan({
        model,
        access,
        single,
        annotations,
        prefetched,
        onUnknown: (error, use) => {
          if (others && error.code === 'plan/unknown-name' && others.has(wayTo(reads, use) ?? [''])) return
          isWhole = false
          onUnknown(error)
        },
      })
      madeMs = performance.now() - started
      return { plan, isWhole }
    }
    const fingerprint = new NodeNumbers().fingerprint(accessSet(access))
    const identity = cache.identity(this.sources(), path, JSON.stringify([key, [...(missing ?? [])], fingerprint]))
    const found = cache.find(identity, { model, annotations, prefetched }, make)
    const keep = (each: CachedPlan): CachedPlan => {
      this.#plans.set(key, { ...each, from: 'memory' })
      this.hasAwaited ||= hasAwaited(each.plan)
      onUse(path, state, each)
      return { ...each, madeMs }
    }
    if (!(found instanceof Promise)) return keep(found)
    const keeping = found.then(keep).finally(() => this.#pending.delete(key))
    this.#pending.set(key, keeping)
    return keeping
  }

  /** The part of its plans' keys that tells pages apart. */
  sources(): PageSources {
    return (this.#digests ??= pageSources(this.#sources))
  }

  /** Adds what a rendering found missing to the plan of its query, for this rendering and later ones; null where nothing can be added. */
  addMissing(error: NotLoadedError, expression: string): AddedRead | null {
    for (const [key, { plan }] of this.#plans) {
      const missing = missingRead(error, plan, expression)
      if (!missing) continue
      const known = this.#missing.get(key) ?? new Set()
      if (known.has(missing.path)) return null
      this.#missing.set(key, known.add(missing.path))
      this.#replace(key, plan)
      return { root: rootOfKey(key), missing, isNew: true }
    }
    return this.#addToReplaced(error, expression)
  }

  /** A rendering that began before another one found something missing has the plan of then. */
  #addToReplaced(error: NotLoadedError, expression: string): AddedRead | null {
    for (const [key, plans] of this.#replaced) {
      for (const plan of plans) {
        const missing = missingRead(error, plan, expression)
        if (!missing) continue
        const known = this.#missing.get(key) ?? new Set()
        const isNew = !known.has(missing.path)
        const current = this.#plans.get(key)
        if (isNew && current) this.#replace(key, current.plan)
        this.#missing.set(key, known.add(missing.path))
        return { root: rootOfKey(key), missing, isNew }
      }
    }
    return null
  }

  #replace(key: string, plan: LoadPlan): void {
    this.#plans.delete(key)
    this.#replaced.set(key, [plan, ...(this.#replaced.get(key) ?? [])].slice(0, mostReplaced))
  }
}

/** What a rendering read and did not have; not new where another rendering found it meanwhile. */
export interface AddedRead {
  readonly root: string
  readonly missing: MissingRead
  readonly isNew: boolean
}

/** Renderings that are as many plans behind as these fail. */
const mostReplaced = 16

function rootOfKey(key: string): string {
  const [path] = JSON.parse(key) as [string]
  return rootOf(path)
}

function changedRoots(before: TemplateAccess, after: TemplateAccess): string[] {
  const fingerprint = (node: AccessNode): string => new NodeNumbers().fingerprint(accessSet([node]))
  return Array.from(after.roots).flatMap(([name, node]) => {
    const known = before.roots.get(name)
    return known && fingerprint(known) === fingerprint(node) ? [] : [name]
  })
}

/** Whether a query says nothing of what is to be loaded: all others of its model at the same place have the same plan. */
export function isPlain({ annotations, selectRelated, prefetchRelated, only }: QueryState): boolean {
  return annotations.size === 0 && selectRelated.length === 0 && prefetchRelated.length === 0 && only === null
}

/** Relations and fields that the query's author asked for: united with what is read. */
interface Hints {
  readonly relations: readonly string[]
  readonly fields: readonly string[]
}

function hintsOf(state: QueryState): Hints {
  return {
    // A Prefetch says which rows a list has; whether they are needed, or only counted, is the template's affair.
    relations: [...state.selectRelated, ...state.prefetchRelated.filter((each) => typeof each === 'string')],
    fields: state.only ?? [],
  }
}

function withHints(planner: Planner, model: Model, reads: Reads, hints: Hints, single: boolean): readonly AccessNode[] {
  if (hints.relations.length === 0 && hints.fields.length === 0) return reads
  const row = accessOfHints(planner.schema, model, hints)
  if (single) return [...reads, row]
  // Where no rows are read there is nothing to add to.
  const elements = reads.flatMap((node) => node.element ?? [])
  if (elements.length === 0) return reads
  const list = new AccessNode()
  list.element = row
  return [...reads, list]
}

/** What an analysis goes by, and what it leaves: names that came from the context, and the templates that it came to. */
interface Analysis {
  readonly context: Readonly<Record<string, unknown>>
  readonly included: IncludedNames
  readonly dynamicNames: DynamicName[]
  readonly read: Set<Template>
  /** A template that no loader knows, by the name that stands for it. */
  readonly root?: { readonly name: string; readonly template: Template }
}

/** The keys' part of a text that is no file: its own, its parents' and those that it includes. */
export function sourcesOfText(
  { templates, tagFlow, filterFlow }: EngineTemplates,
  text: string,
  context: Readonly<Record<string, unknown>>,
): PageSources {
  const root = { name: '<string>', template: templates.parse(text) }
  const read = new Set<Template>()
  analyzeTemplate(
    root.name,
    templateWorld({ templates, tagFlow, filterFlow }, { context, included: new Map(), dynamicNames: [], read, root }),
  )
  return pageSources(textsOf(read))
}

function textsOf(templates: ReadonlySet<Template>): string[] {
  return [...new Set(Array.from(templates, ({ source }) => source))]
}

function templateWorld(
  { templates, tagFlow, filterFlow }: Pick<EngineTemplates, 'templates' | 'tagFlow' | 'filterFlow'>,
  { context, included, dynamicNames, read, root }: Analysis,
): TemplateWorld {
  const namesOf = (expression: Expression): readonly TemplateChoice[] | null => {
    const name = staticName(expression)
    if (name !== null) return [name]
    const { operand, filters } = expression
    if (operand.kind !== 'path' || filters.length > 0) return null
    const names = namesIn(context, operand.bits)
    if (names) dynamicNames.push({ bits: operand.bits, names })
    return names
  }
  return {
    namesOf,
    included,
    tagFlow,
    filterFlow,
    family(template) {
      const found = typeof template === 'object' ? template : root?.name === template ? root.template : templates.get(template)
      let resolved = templates.resolve(found)
      while (resolved.dynamicParent) {
        const { parent, span } = resolved.dynamicParent
        const names = namesOf(parent)
        const at = { template: resolved.root.name, source: resolved.root.source, ...span }
        if (!names) {
          throw new DjustError('template/no-parent', 'The parent of this template is not a name in the context', {
            span: at,
            hint: 'Give {% extends %} a string, or a context variable that holds one.',
          })
        }
        resolved = templates.resolveParent(resolved, chosen(names, templates, at), at)
      }
      for (const each of resolved.chain) read.add(each)
      return resolved
    },
  }
}

/** A template is what it is; of names the first that exists is meant. */
function chosen(names: readonly TemplateChoice[], templates: TemplateSet, at: SourceSpan): Template {
  const template = names.find((name) => typeof name === 'object')
  return template ?? templates.select(names as readonly string[], at)
}

/** What a dotted path of the context holds: a template, the name of one, or a list of names of which the first that exists is meant. */
function namesIn(context: Readonly<Record<string, unknown>>, bits: readonly string[]): readonly TemplateChoice[] | null {
  let value: unknown = context
  for (const bit of bits) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, bit)) return null
    value = (value as Record<string, unknown>)[bit]
  }
  if (typeof value === 'string') return [value]
  const template = templateIn(value)
  if (template) return [template]
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null
}

function sameNames(a: readonly TemplateChoice[] | null, b: readonly TemplateChoice[]): boolean {
  return a !== null && a.length === b.length && a.every((name, index) => name === b[index])
}
